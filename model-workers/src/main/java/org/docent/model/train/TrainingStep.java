package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.HeadGradients;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.optim.AdamW;
import org.docent.model.optim.ClipNorm;
import org.docent.model.optim.GradientSums;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Tape;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer step of LLaVA-KD: {@link #begin}, {@link #accumulate} for each micro-batch, {@link
 * #finish}. A number that is not finite leaves all weights as they are. Used on the device's thread
 * only.
 *
 * <p>The backward pass has two halves. The objective sends its gradient to the hidden states chunk
 * by chunk of rows, so that logits (rows x vocabulary) never exist as a whole; then the body is
 * differentiated once. The relation term touches the head through G = WᵀW alone: its gradient dG is
 * summed over the step and becomes dW = W·(dG + dGᵀ) once.
 */
public final class TrainingStep implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final VisionLanguageModel student;
  private final Trainable trainable;
  private final List<Parameter> parameters;
  private final DistillationObjective objective;
  private final OutputHead head;
  private final GradientSums gradients;
  private final @Nullable NDArray gramGradientDD;
  private final AdamW optimizer;
  private final ClipNorm clip;

  private final StepTerms terms = new StepTerms();
  private int stepSamples;
  private int seenSamples;
  private StepObserver observer = StepObserver.NONE;

  /**
   * A stage's step.
   *
   * @param trainable what moves; the rest is frozen
   * @param comparison over what teacher and student are compared; null where no term needs one
   */
  public TrainingStep(
      VisionLanguageModel student,
      NDManager parent,
      Trainable trainable,
      ObjectiveSettings objective,
      OptimizerSettings optimizer,
      @Nullable Comparison comparison) {
    this.program = student.program();
    this.manager = parent.newSubManager();
    manager.setName("training-step");
    this.student = student;
    this.trainable = trainable;
    this.parameters = student.parameters(trainable.parts());
    this.head =
        OutputHead.ofStudent(
            program, manager, student.head().value(), student.precision().products(), comparison);
    this.objective =
        new DistillationObjective(
            program, objective, head, comparison == null ? null : comparison.teacher());
    this.gradients = new GradientSums(program, manager, parameters);
    long width = head.matrix().getShape().get(1);
    this.gramGradientDD =
        trainsHead() && objective.weights().rel() > 0
            ? manager.zeros(new Shape(width, width), DataType.FLOAT64)
            : null;
    this.optimizer = new AdamW(program, manager, parameters, optimizer);
    this.clip = new ClipNorm(optimizer.maxGradNorm());
  }

  /** Tells {@code next} of each phase of the steps to come. */
  public void observeBy(StepObserver next) {
    observer = next;
  }

  /** Starts a step of {@code samples} samples in all, forgetting what was accumulated before. */
  public void begin(StepId id, int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("step " + id + " has " + samples + " samples");
    }
    observer.enters(StepPhase.OPTIMIZER);
    stepSamples = samples;
    seenSamples = 0;
    terms.begin(id);
    gradients.clear();
    if (gramGradientDD != null) {
      program.call("clear").with(List.of(gramGradientDD)).integer();
    }
  }

  /**
   * Forward, objective and backward of one micro-batch; its gradient joins the step's. Nothing is
   * read back from the device.
   *
   * @param teacher what the teacher says of the batch; absent when no term needs one
   */
  public void accumulate(Batch batch, @Nullable TeacherTargets teacher) {
    observer.enters(StepPhase.FORWARD);
    seenSamples += batch.samples().size();
    if (batch.responseRows().length + batch.visualRows().length == 0) {
      return; // no row to learn from: a gradient of zero
    }
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors =
            new BatchTensors(program, scope, batch, teacher == null ? null : teacher.featuresSD());
        Tape tape = student.forward(tensors, trainable)) {
      observer.enters(StepPhase.LOSSES);
      NDArray hiddenSD = tape.hidden(scope);
      NDArray hiddenGradientSD = hiddenSD.zerosLike();
      HeadGradients wanted =
          new HeadGradients(
              hiddenGradientSD, trainsHead() ? gradients.of(student.head()) : null, gramGradientDD);
      // Outlives the micro-batch: the terms of a step are read once, at its end.
      terms.add(batch, objective.terms(hiddenSD, tensors, teacher, stepSamples, wanted, manager));
      observer.enters(StepPhase.BACKWARD);
      tape.backward(hiddenGradientSD, gradients.all());
    }
  }

  /**
   * Clips the gradient and moves the weights, unless a loss or a gradient is not a finite number:
   * then no weight moves, the optimizer takes no step and the outcome says which it was.
   */
  public StepOutcome finish(double learningRate) {
    if (stepSamples == 0 || seenSamples != stepSamples) {
      throw new IllegalStateException(
          "the step has seen %d samples of %d".formatted(seenSamples, stepSamples));
    }
    observer.enters(StepPhase.OPTIMIZER);
    foldRelationIntoHead();
    double[] norms = gradients.norms();
    StepOutcome outcome = terms.outcome(objective.weights(), stepSamples, parameters, norms);
    if (outcome.fault() == null) {
      gradients.scale(clip.factor(outcome.gradNorm()));
      optimizer.step(gradients, learningRate);
      if (trainsHead()) {
        head.changed();
      }
    }
    stepSamples = 0;
    return outcome;
  }

  /** What moves, in the order of the optimizer's state. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The gradients of the step, after {@link #finish} clipped. */
  GradientSums gradients() {
    return gradients;
  }

  /** The optimizer, for saving and restoring its state. */
  public AdamW optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    optimizer.close();
    gradients.close();
    head.close();
    manager.close();
  }

  private boolean trainsHead() {
    return trainable.parts().contains(Part.LANGUAGE_MODEL);
  }

  private void foldRelationIntoHead() {
    if (gramGradientDD != null) {
      try (NDManager scope = manager.newSubManager()) {
        program
            .call("gram_to_head")
            .with(gramGradientDD)
            .with(head.compared(head.matrix(), scope))
            .with(head.compared(gradients.of(student.head()), scope))
            .tensor(scope);
      }
    }
  }
}
