package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.BatchTensors;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.jspecify.annotations.Nullable;

/**
 * (1 / step samples) · Σ_b (w_reg·L_reg,b + w_res·L_res,b + w_vis·L_vis,b + w_rel·L_rel,b), after
 * LLaVA-KD (arXiv 2410.16236): each term a mean over the sample's own rows, so that how a step is
 * cut into micro-batches changes nothing but rounding. Logits exist for {@code chunkRows} rows at a
 * time and turn into their gradient in place. Temperature divides both logits; the terms are not
 * multiplied by its square.
 */
public final class DistillationObjective {

  private final TorchProgram program;
  private final ObjectiveSettings settings;
  private final OutputHead student;
  private final @Nullable OutputHead teacher;

  /**
   * The objective between two heads.
   *
   * @param teacher required by any term but L_reg
   */
  public DistillationObjective(
      TorchProgram program,
      ObjectiveSettings settings,
      OutputHead student,
      @Nullable OutputHead teacher) {
    if (settings.weights().needsTeacher() && teacher == null) {
      throw new IllegalArgumentException(
          "the objective " + settings.weights() + " needs a teacher's head");
    }
    this.program = program;
    this.settings = settings;
    this.student = student;
    this.teacher = teacher;
  }

  public LossWeights weights() {
    return settings.weights();
  }

  /**
   * The terms of each sample (4, B) in float64, for {@link SampleTerms} to read, and their
   * gradients where {@code gradients} wants them. Nothing waits for the device.
   *
   * @param hiddenSD the student's hidden states (B*T, D)
   * @param teacherHiddenSD the teacher's at the batch's response rows, then at its visual rows
   * @param stepSamples samples of the whole step, by which gradients are divided
   * @param owner owns the result
   */
  public NDArray terms(
      NDArray hiddenSD,
      BatchTensors batch,
      @Nullable NDArray teacherHiddenSD,
      int stepSamples,
      @Nullable HeadGradients gradients,
      NDManager owner) {
    try (ScriptValue studentSide = studentSide(hiddenSD, batch, gradients);
        ScriptValue teacherSide = teacherSide(batch, teacherHiddenSD);
        ScriptValue weights = weights(stepSamples)) {
      return program
          .call("objective")
          .with(studentSide)
          .with(batch.rows())
          .with(teacherSide)
          .with(weights)
          .tensor(owner);
    }
  }

  /** The same, read at once. */
  public SampleTerms evaluate(
      NDArray hiddenSD,
      BatchTensors batch,
      @Nullable NDArray teacherHiddenSD,
      int stepSamples,
      @Nullable HeadGradients gradients) {
    NDManager scope = hiddenSD.getManager();
    return SampleTerms.read(terms(hiddenSD, batch, teacherHiddenSD, stepSamples, gradients, scope));
  }

  private ScriptValue studentSide(
      NDArray hiddenSD, BatchTensors batch, @Nullable HeadGradients gradients) {
    try (ScriptValue head = student.value()) {
      return program
          .call("student")
          .with(hiddenSD)
          .with(head)
          .with(relates(batch) ? student.gram() : null)
          .with(gradients == null ? null : gradients.hiddenSD())
          .with(gradients == null ? null : gradients.headVD())
          .with(gradients == null ? null : gradients.gramDD())
          .run();
    }
  }

  private ScriptValue teacherSide(BatchTensors batch, @Nullable NDArray teacherHiddenSD) {
    if (teacher == null || !settings.weights().needsTeacher()) {
      return program.call("none").run();
    }
    long rows = batch.signalRows().getShape().get(0);
    long width = teacher.matrix().getShape().get(1);
    if (teacherHiddenSD == null
        || teacherHiddenSD.getShape().get(0) != rows
        || teacherHiddenSD.getShape().get(1) != width) {
      throw new IllegalArgumentException(
          "teacher states are %s, the batch and the teacher's head need (%d, %d)"
              .formatted(
                  teacherHiddenSD == null ? "absent" : teacherHiddenSD.getShape(), rows, width));
    }
    try (ScriptValue head = teacher.value()) {
      return program
          .call("teacher")
          .with(teacherHiddenSD)
          .with(head)
          .with(relates(batch) ? teacher.gram() : null)
          .run();
    }
  }

  private ScriptValue weights(int stepSamples) {
    LossWeights weights = settings.weights();
    return program
        .call("weights")
        .with(weights.reg())
        .with(weights.res())
        .with(weights.vis())
        .with(weights.rel())
        .with(settings.divergence().key())
        .with(settings.temperature())
        .with(settings.lambda())
        .with(settings.chunkRows())
        .with(stepSamples)
        .run();
  }

  private boolean relates(BatchTensors batch) {
    return settings.weights().rel() > 0 && batch.visualRows() > 0;
  }
}
