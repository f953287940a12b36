package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;

/**
 * What a frozen teacher says about a batch: its last hidden states at the rows the losses look at.
 * With the head, they are its logits and its relations exactly; nothing else has to be sent.
 */
public final class TeacherForward {

  private final VisionLanguageModel teacher;

  /** The model stays its owner's. */
  public TeacherForward(VisionLanguageModel teacher) {
    this.teacher = teacher;
  }

  /**
   * Hidden states (R + visual rows, D) after the final norm, float32: the batch's response rows,
   * then its visual rows, each in the batch's order.
   *
   * @param owner owns the result; what is needed on the way is freed here
   */
  public NDArray hidden(Batch batch, NDManager owner) {
    TorchProgram program = teacher.program();
    if (batch.responseRows().length + batch.visualRows().length == 0) {
      return owner.zeros(new Shape(0, teacher.config().language().hiddenSize()));
    }
    try (NDManager scope = owner.newSubManager();
        BatchTensors tensors = new BatchTensors(program, scope, batch)) {
      NDArray hiddenSD = teacher.hidden(tensors, scope);
      return program.call("rows_at").with(hiddenSD).with(tensors.signalRows()).tensor(owner);
    }
  }

  /** The output head (V, D), float32; stays the model's. */
  public NDArray head() {
    return teacher.head().value();
  }
}
