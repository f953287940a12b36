package org.docent.protocol.encoding;

import java.util.List;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;

/** How the teacher's relation matrices R = A·Aᵀ over the visual rows' logits A travel. */
public sealed interface RelationEncoding {

  /** The student makes them from hidden states and the teacher's head. */
  record Derived(Dtype type) implements RelationEncoding {
    @Override
    public String toString() {
      return "derived(" + type.key() + ")";
    }
  }

  /** Upper triangles with their diagonals, each sample's divided by a scale of its own. */
  record Packed(RelationDtype type, int vocabulary) implements RelationEncoding {

    /** The largest number a scaled entry has. */
    public int largest() {
      return type == RelationDtype.INT8 ? 127 : 32768;
    }

    /** The triangles of samples with so many visual rows each, and their scales. */
    public List<TensorSpec> sections(List<Integer> visualRowsPerSample) {
      long entries = visualRowsPerSample.stream().mapToLong(Packed::entries).sum();
      ElementType element = type == RelationDtype.INT8 ? ElementType.INT8 : ElementType.FLOAT16;
      return List.of(
          new TensorSpec(SignalSection.RELATIONS, element, 1, Math.toIntExact(entries)),
          new TensorSpec(
              SignalSection.RELATION_SCALES, ElementType.FLOAT32, 1, visualRowsPerSample.size()));
    }

    /** Entries of the upper triangle, diagonal included. */
    static long entries(int rows) {
      return (long) rows * (rows + 1) / 2;
    }

    @Override
    public String toString() {
      return "packed(%s, V=%d)".formatted(type.key(), vocabulary);
    }
  }
}
