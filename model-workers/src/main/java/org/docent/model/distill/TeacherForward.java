package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.jspecify.annotations.Nullable;

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
   * Hidden states alone, as in {@link TeacherStates}.
   *
   * @param owner owns the result; what is needed on the way is freed here
   */
  public NDArray hidden(Batch batch, NDManager owner) {
    return hidden(batch, null, owner);
  }

  /**
   * Hidden states, and the features of the images of a batch that has rows to speak about.
   *
   * @param owner owns the result; what is needed on the way is freed here
   */
  public TeacherStates withFeatures(Batch batch, NDManager owner) {
    if (batch.images() == 0 || rows(batch) == 0) {
      return TeacherStates.of(hidden(batch, owner));
    }
    NDArray featuresSD;
    try (NDManager scope = owner.newSubManager();
        BatchTensors tensors = new BatchTensors(teacher.program(), scope, batch)) {
      featuresSD = teacher.features(tensors, owner);
    }
    return new TeacherStates(hidden(batch, featuresSD, owner), featuresSD);
  }

  private NDArray hidden(Batch batch, @Nullable NDArray featuresSD, NDManager owner) {
    TorchProgram program = teacher.program();
    if (rows(batch) == 0) {
      return owner.zeros(new Shape(0, teacher.config().language().hiddenSize()));
    }
    try (NDManager scope = owner.newSubManager();
        BatchTensors tensors = new BatchTensors(program, scope, batch, featuresSD)) {
      NDArray hiddenSD = teacher.hidden(tensors, scope);
      return program.call("rows_at").with(hiddenSD).with(tensors.signalRows()).tensor(owner);
    }
  }

  private static int rows(Batch batch) {
    return batch.responseRows().length + batch.visualRows().length;
  }

  /** The output head (V, D), float32; stays the model's. */
  public NDArray head() {
    return teacher.head().value();
  }
}
