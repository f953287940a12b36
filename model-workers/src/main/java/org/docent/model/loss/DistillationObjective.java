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
   * The objective of a student's head.
   *
   * @param teacher required by targets of hidden states
   */
  public DistillationObjective(
      TorchProgram program,
      ObjectiveSettings settings,
      OutputHead student,
      @Nullable OutputHead teacher) {
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
   * @param targets what the teacher says of the batch; required by any term but L_reg
   * @param stepSamples samples of the whole step, by which gradients are divided
   * @param owner owns the result
   */
  public NDArray terms(
      NDArray hiddenSD,
      BatchTensors batch,
      @Nullable TeacherTargets targets,
      int stepSamples,
      @Nullable HeadGradients gradients,
      NDManager owner) {
    try (ScriptValue studentSide = studentSide(hiddenSD, batch, gradients);
        ScriptValue teacherSide = teacherSide(batch, targets, owner);
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
      @Nullable TeacherTargets targets,
      int stepSamples,
      @Nullable HeadGradients gradients) {
    NDManager scope = hiddenSD.getManager();
    return SampleTerms.read(terms(hiddenSD, batch, targets, stepSamples, gradients, scope));
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

  private ScriptValue teacherSide(
      BatchTensors batch, @Nullable TeacherTargets targets, NDManager owner) {
    LossWeights weights = settings.weights();
    if (!weights.needsTeacher()) {
      return program.call("none").run();
    }
    if (targets == null) {
      throw new IllegalArgumentException(
          "the teacher's side is absent, the objective " + weights + " needs it");
    }
    long responses = batch.responseRows().size();
    long visuals = batch.visualRows();
    try (NDManager scope = owner.newSubManager();
        ScriptValue response = weights.res() > 0 ? target(targets.responses(), responses) : none();
        ScriptValue visual = weights.vis() > 0 ? target(targets.visuals(), visuals) : none()) {
      return program
          .call("teacher")
          .with(response)
          .with(visual)
          .with(relates(batch) ? relation(targets.relation(), batch, scope) : null)
          .run();
    }
  }

  private ScriptValue none() {
    return program.call("none").run();
  }

  private ScriptValue target(@Nullable RowTarget target, long rows) {
    if (target instanceof RowTarget.Hidden hidden) {
      requireShape(hidden.hiddenSD(), hidden.first(), rows);
      try (ScriptValue head = teacherHead().value()) {
        return program
            .call("hidden_target")
            .with(hidden.hiddenSD())
            .with(hidden.first())
            .with(hidden.first() + rows)
            .with(head)
            .run();
      }
    }
    if (target instanceof RowTarget.Logits logits) {
      requireShape(logits.logitsSU(), rows, student.compared());
      return program.call("logits_target").with(logits.logitsSU()).run();
    }
    if (target instanceof RowTarget.Buckets buckets) {
      long k = buckets.idsSK().getShape().get(1);
      requireShape(buckets.idsSK(), rows, k);
      requireShape(buckets.massesSB(), rows, k + 1);
      return program
          .call("top_k_target")
          .with(buckets.idsSK())
          .with(buckets.massesSB())
          .with(student.compared())
          .run();
    }
    throw new IllegalArgumentException(
        "the teacher's side of a term is absent, the objective "
            + settings.weights()
            + " needs it");
  }

  private NDArray relation(@Nullable RelationTarget target, BatchTensors batch, NDManager scope) {
    if (target instanceof RelationTarget.Derived derived) {
      requireShape(derived.hiddenSD(), derived.first(), batch.visualRows());
      return program
          .call("relations")
          .with(derived.hiddenSD())
          .with(derived.first())
          .with(batch.rows())
          .with(teacherHead().gram())
          .tensor(scope);
    }
    if (target instanceof RelationTarget.Ready ready) {
      return ready.relationBPP();
    }
    throw new IllegalArgumentException(
        "the teacher's relations are absent, the objective " + settings.weights() + " needs them");
  }

  private OutputHead teacherHead() {
    if (teacher == null) {
      throw new IllegalArgumentException("hidden states of a teacher need its head");
    }
    return teacher;
  }

  private void requireShape(NDArray hiddenSD, int first, long rows) {
    requireShape(hiddenSD, first + rows, teacherHead().matrix().getShape().get(1));
  }

  private static void requireShape(NDArray found, long rows, long width) {
    if (found.getShape().get(0) < rows || found.getShape().get(1) != width) {
      throw new IllegalArgumentException(
          "the teacher's side is %s, batch and heads need (%d, %d)"
              .formatted(found.getShape(), rows, width));
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
