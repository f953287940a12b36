package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.loss.OutputHead;
import org.docent.model.vlm.BatchTensors;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.RowGroup;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.encoding.SignalShape;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.docent.protocol.signal.PayloadLayout;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * The teacher's side of a stage's encoding: from hidden states to what travels. Logits exist for
 * {@code chunkRows} rows at a time, but for what sends them all.
 */
public final class SignalEncoder {

  private final TorchProgram program;
  private final SignalEncoding encoding;
  private final OutputHead head;
  private final int chunkRows;

  /**
   * An encoder.
   *
   * @param head the teacher's, cut to the logits that are compared; stays its owner's
   */
  public SignalEncoder(
      TorchProgram program, SignalEncoding encoding, OutputHead head, int chunkRows) {
    this.program = program;
    this.encoding = encoding;
    this.head = head;
    this.chunkRows = chunkRows;
  }

  /**
   * The signal of a micro-batch.
   *
   * @param states what the teacher makes of it
   * @param teacherFingerprint identity of the teacher's weights
   * @throws DocentException when it would be larger than any payload may be
   */
  public Signal encode(
      MicroBatchId id, Batch batch, TeacherStates states, String teacherFingerprint) {
    List<TensorSpec> sections = encoding.sections(shape(batch, states));
    long bytes = PayloadLayout.bytes(sections);
    if (bytes > PayloadLayout.MAX_BYTES) {
      throw DocentException.stop(
          "the signal of micro-batch %s would have %d bytes, at most %d: take another of signals.res and signals.vis than full, or a smaller per-device-train-batch-size"
              .formatted(id, bytes, PayloadLayout.MAX_BYTES));
    }
    ByteBuffer payload = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    try (NDManager scope = states.hiddenSD().getManager().newSubManager()) {
      Map<SignalSection, NDArray> tensors = tensors(batch, states, scope);
      for (TensorSpec spec : sections) {
        NDArray tensor = Objects.requireNonNull(tensors.get(spec.section()), spec::toString);
        int begin = PayloadLayout.offset(sections, spec.section());
        HostMemory.copyTo(payload.slice(begin, (int) spec.bytes()), tensor);
      }
    }
    return new Signal(
        new SignalHeader(
            id, batch.fingerprint(), teacherFingerprint, encoding.identity(), sections),
        payload);
  }

  private static SignalShape shape(Batch batch, TeacherStates states) {
    Shape hidden = states.hiddenSD().getShape();
    NDArray featuresSD = states.featuresSD();
    Shape features = featuresSD == null ? new Shape(0, 0) : featuresSD.getShape();
    return new SignalShape(
        batch.responseRows().length,
        Arrays.stream(batch.visualRowsPerSample()).boxed().toList(),
        Math.toIntExact(hidden.get(1)),
        Math.toIntExact(features.get(0)),
        Math.toIntExact(features.get(1)));
  }

  private Map<SignalSection, NDArray> tensors(Batch batch, TeacherStates states, NDManager scope) {
    Map<SignalSection, NDArray> tensors = new EnumMap<>(SignalSection.class);
    int responses = batch.responseRows().length;
    NDArray responseSD = between(states.hiddenSD(), 0, responses, scope);
    NDArray visualSD =
        between(states.hiddenSD(), responses, responses + batch.visualRows().length, scope);
    add(RowGroup.RESPONSE, encoding.responses(), responseSD, tensors, scope);
    add(RowGroup.VISUAL, encoding.visuals(), visualSD, tensors, scope);
    if (encoding.relation() instanceof RelationEncoding.Derived derived) {
      tensors.put(SignalSection.VISUAL_HIDDEN, as(derived.type(), visualSD, scope));
    } else if (encoding.relation() instanceof RelationEncoding.Packed packed) {
      addPacked(packed, batch, states.hiddenSD(), tensors, scope);
    }
    if (states.featuresSD() != null) {
      tensors.put(SignalSection.FEATURES, states.featuresSD());
    }
    return tensors;
  }

  private void add(
      RowGroup group,
      @Nullable RowEncoding rows,
      NDArray hiddenSD,
      Map<SignalSection, NDArray> tensors,
      NDManager scope) {
    if (rows instanceof RowEncoding.Hidden hidden) {
      tensors.put(group.hidden(), as(hidden.type(), hiddenSD, scope));
    } else if (rows instanceof RowEncoding.Full) {
      try (ScriptValue weights = head.value()) {
        tensors.put(
            group.logits(),
            program.call("all_logits").with(hiddenSD).with(weights).with(chunkRows).tensor(scope));
      }
    } else if (rows instanceof RowEncoding.TopK topK) {
      addTopK(group, topK, hiddenSD, tensors, scope);
    }
  }

  private void addTopK(
      RowGroup group,
      RowEncoding.TopK topK,
      NDArray hiddenSD,
      Map<SignalSection, NDArray> tensors,
      NDManager scope) {
    try (ScriptValue weights = head.value();
        ScriptValue top =
            program
                .call("top_k")
                .with(hiddenSD)
                .with(weights)
                .with(topK.k())
                .with(topK.temperature())
                .with(topK.idBits())
                .with(chunkRows)
                .run()) {
      tensors.put(group.ids(), program.call("top_k_ids").with(top).tensor(scope));
      tensors.put(group.masses(), program.call("top_k_masses").with(top).tensor(scope));
    }
  }

  private void addPacked(
      RelationEncoding.Packed packed,
      Batch batch,
      NDArray hiddenSD,
      Map<SignalSection, NDArray> tensors,
      NDManager scope) {
    long[] counts = Arrays.stream(batch.visualRowsPerSample()).asLongStream().toArray();
    try (BatchTensors rows = BatchTensors.rowsOnly(program, scope, batch);
        NDArray relationBPP =
            program
                .call("relations")
                .with(hiddenSD)
                .with(batch.responseRows().length)
                .with(rows.rows())
                .with(head.gram())
                .tensor(scope);
        ScriptValue found =
            program
                .call("packed_relations")
                .with(relationBPP)
                .with(counts)
                .with((double) packed.largest())
                .with(packed.type() == RelationDtype.INT8 ? 1L : 5L)
                .run()) {
      tensors.put(
          SignalSection.RELATIONS, program.call("relation_entries").with(found).tensor(scope));
      tensors.put(
          SignalSection.RELATION_SCALES, program.call("relation_scales").with(found).tensor(scope));
    }
  }

  private NDArray between(NDArray xSD, long first, long last, NDManager scope) {
    return program.call("rows_between").with(xSD).with(first).with(last).tensor(scope);
  }

  private NDArray as(Dtype type, NDArray x, NDManager scope) {
    return program.call("as_type").with(x).with(type).tensor(scope);
  }
}
