package org.docent.protocol.encoding;

import java.util.List;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.TensorSpec;

/** How the teacher's side of a divergence over the vocabulary travels, row by row. */
public sealed interface RowEncoding {

  /** The tensors of {@code rows} rows; a hidden state has {@code hiddenWidth} numbers. */
  List<TensorSpec> sections(RowGroup group, int rows, int hiddenWidth);

  /** The last hidden state; what it says of the vocabulary takes the teacher's head. */
  record Hidden(Dtype type) implements RowEncoding {

    @Override
    public List<TensorSpec> sections(RowGroup group, int rows, int hiddenWidth) {
      ElementType element = type == Dtype.BF16 ? ElementType.BF16 : ElementType.FLOAT32;
      return List.of(new TensorSpec(group.hidden(), element, rows, hiddenWidth));
    }

    @Override
    public String toString() {
      return "hidden(" + type.key() + ")";
    }
  }

  /** The logits that are compared, float32. */
  record Full(int vocabulary) implements RowEncoding {

    @Override
    public List<TensorSpec> sections(RowGroup group, int rows, int hiddenWidth) {
      return List.of(new TensorSpec(group.logits(), ElementType.FLOAT32, rows, vocabulary));
    }

    @Override
    public String toString() {
      return "full(V=" + vocabulary + ")";
    }
  }

  /**
   * The {@code k} most probable tokens of softmax(z / temperature) over the logits that are
   * compared, their ids rising and in as few bits as the vocabulary takes, their probabilities and
   * that of all other tokens together.
   */
  record TopK(int k, double temperature, int vocabulary) implements RowEncoding {

    public TopK {
      if (k < 1 || k > vocabulary) {
        throw new IllegalArgumentException(
            "top-k is %d, must be 1 to the %d logits that are compared".formatted(k, vocabulary));
      }
    }

    /** Bits of an id: ceil(log2 V). */
    public int idBits() {
      return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(vocabulary - 1));
    }

    /** Bytes of a row's ids; each row begins with a byte of its own. */
    public int idBytes() {
      return Math.toIntExact(((long) k * idBits() + Byte.SIZE - 1) / Byte.SIZE);
    }

    @Override
    public List<TensorSpec> sections(RowGroup group, int rows, int hiddenWidth) {
      return List.of(
          new TensorSpec(group.ids(), ElementType.UINT8, rows, idBytes()),
          new TensorSpec(group.masses(), ElementType.FLOAT16, rows, k + 1));
    }

    @Override
    public String toString() {
      return "topk(k=%d, T=%s, V=%d)".formatted(k, temperature, vocabulary);
    }
  }
}
