package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.loss.RelationTarget;
import org.docent.model.loss.RowTarget;
import org.docent.model.loss.TeacherTargets;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.RowGroup;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.encoding.SignalShape;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * The student's side of a stage's encoding: from what travelled to the targets of the losses. All
 * is checked before anything is made of it, so that a signal that is refused has changed nothing.
 */
public final class SignalDecoder {

  private final TorchProgram program;
  private final SignalEncoding encoding;

  public SignalDecoder(TorchProgram program, SignalEncoding encoding) {
    this.program = program;
    this.encoding = encoding;
  }

  public SignalEncoding encoding() {
    return encoding;
  }

  /**
   * What the signal says of the batch. On a CPU its tensors share the signal's memory.
   *
   * @param hiddenWidth the teacher's hidden size; 0 where no hidden states come
   * @param featureRows rows of the vision tower's features that must come; 0 for none
   * @param featureWidth the vision tower's hidden size; 0 where none must come
   * @param scope owns the result
   * @throws DocentException with category RETRY when the signal is not of this batch, encoding or
   *     sizes, or has numbers that cannot be
   */
  public TeacherTargets decode(
      Signal signal,
      Batch batch,
      int hiddenWidth,
      int featureRows,
      int featureWidth,
      NDManager scope) {
    SignalHeader header = signal.header();
    List<Integer> visuals = Arrays.stream(batch.visualRowsPerSample()).boxed().toList();
    SignalShape shape =
        new SignalShape(
            batch.responseRows().length, visuals, hiddenWidth, featureRows, featureWidth);
    requireSameBatch(header, batch);
    requireSameEncoding(header);
    requireFeatures(header, featureRows, featureWidth);
    requireSections(header, encoding.sections(shape));
    new SignalCheck(encoding, signal).requireNumbers();
    return new TeacherTargets(
        rows(RowGroup.RESPONSE, encoding.responses(), signal, scope),
        rows(RowGroup.VISUAL, encoding.visuals(), signal, scope),
        relation(signal, batch, scope),
        featureRows == 0 ? null : tensor(signal, SignalSection.FEATURES, scope));
  }

  private static void requireSameBatch(SignalHeader header, Batch batch) {
    if (header.batchFingerprint() != batch.fingerprint()) {
      throw DocentException.retry(
          "teacher and student read micro-batch %s differently (fingerprint %x against %x): tokenizer, template, visual tokens and data must be the same on both sides, compare them with docent validate"
              .formatted(header.id(), header.batchFingerprint(), batch.fingerprint()));
    }
  }

  private void requireSameEncoding(SignalHeader header) {
    if (!header.codec().equals(encoding.identity())) {
      throw DocentException.retry(
          "the signal of micro-batch %s is encoded as %s, the student needs %s: start every node with the run's own configuration"
              .formatted(header.id(), header.codec(), encoding.identity()));
    }
  }

  private static void requireFeatures(SignalHeader header, int rows, int width) {
    TensorSpec none = new TensorSpec(SignalSection.FEATURES, ElementType.FLOAT32, 0, 0);
    TensorSpec found = header.find(SignalSection.FEATURES).orElse(none);
    if (found.rows() != rows || found.width() != width) {
      throw DocentException.retry(
          "the signal of micro-batch %s has vision features of %d x %d, the student needs %d x %d: set share-vision-tower = never, or give both models the same vision tower"
              .formatted(header.id(), found.rows(), found.width(), rows, width));
    }
  }

  private static void requireSections(SignalHeader header, List<TensorSpec> needed) {
    if (!header.sections().equals(needed)) {
      throw DocentException.retry(
          "the signal of micro-batch %s consists of %s, batch and teacher's head need %s: the teacher is not of this run"
              .formatted(header.id(), header.sections(), needed));
    }
  }

  private @Nullable RowTarget rows(
      RowGroup group, @Nullable RowEncoding rows, Signal signal, NDManager scope) {
    if (rows instanceof RowEncoding.Hidden) {
      return new RowTarget.Hidden(tensor(signal, group.hidden(), scope), 0);
    }
    if (rows instanceof RowEncoding.Full) {
      return new RowTarget.Logits(tensor(signal, group.logits(), scope));
    }
    if (rows instanceof RowEncoding.TopK topK) {
      try (NDArray idsSW = tensor(signal, group.ids(), scope)) {
        NDArray idsSK =
            program
                .call("unpacked_ids")
                .with(idsSW)
                .with(topK.k())
                .with(topK.idBits())
                .tensor(scope);
        return new RowTarget.Buckets(idsSK, tensor(signal, group.masses(), scope));
      }
    }
    return null;
  }

  private @Nullable RelationTarget relation(Signal signal, Batch batch, NDManager scope) {
    if (encoding.relation() instanceof RelationEncoding.Derived) {
      return new RelationTarget.Derived(tensor(signal, SignalSection.VISUAL_HIDDEN, scope), 0);
    }
    if (encoding.relation() instanceof RelationEncoding.Packed) {
      try (NDArray entries1E = tensor(signal, SignalSection.RELATIONS, scope);
          NDArray scales1B = tensor(signal, SignalSection.RELATION_SCALES, scope)) {
        return new RelationTarget.Ready(
            program
                .call("unpacked_relations")
                .with(entries1E)
                .with(scales1B)
                .with(Arrays.stream(batch.visualRowsPerSample()).asLongStream().toArray())
                .tensor(scope));
      }
    }
    return null;
  }

  private NDArray tensor(Signal signal, SignalSection section, NDManager scope) {
    TensorSpec spec = signal.header().find(section).orElseThrow();
    Shape shape = new Shape(spec.rows(), spec.width());
    ByteBuffer bytes = signal.bytes(spec);
    return switch (spec.type()) {
      case FLOAT32 -> HostMemory.tensor(program, scope, bytes, shape, DataType.FLOAT32);
      case FLOAT16 -> HostMemory.tensor(program, scope, bytes, shape, DataType.FLOAT16);
      case INT8 -> HostMemory.tensor(program, scope, bytes, shape, DataType.INT8);
      case UINT8 -> HostMemory.tensor(program, scope, bytes, shape, DataType.UINT8);
      case BF16 -> HostMemory.bf16(program, scope, bytes, shape);
    };
  }
}
