package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.HeadGradients;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.optim.AdamW;
import org.docent.model.optim.ClipNorm;
import org.docent.model.optim.GradientSums;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Tape;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer step of LLaVA-KD: {@link #begin}, {@link #accumulate} for each micro-batch, {@link
 * #finish}. A number that is not finite stops the run before any weight moves. Used on the device's
 * thread only.
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

  private StepId step = new StepId(0, 0);
  private int stepSamples;
  private int seenSamples;
  private final Map<Term, Double> sums = new EnumMap<>(Term.class);
  private StepObserver observer = StepObserver.NONE;

  /**
   * A stage's step.
   *
   * @param trainable what moves; the rest is frozen
   * @param teacher the teacher's head cut to the student's vocabulary, required by any term but
   *     L_reg; stays its owner's
   */
  public TrainingStep(
      VisionLanguageModel student,
      NDManager parent,
      Trainable trainable,
      ObjectiveSettings objective,
      OptimizerSettings optimizer,
      @Nullable OutputHead teacher) {
    this.program = student.program();
    this.manager = parent.newSubManager();
    manager.setName("training-step");
    this.student = student;
    this.trainable = trainable;
    this.parameters = student.parameters(trainable.parts());
    this.head = OutputHead.of(program, manager, student.head().value());
    this.objective = new DistillationObjective(program, objective, head, teacher);
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
    step = id;
    stepSamples = samples;
    seenSamples = 0;
    sums.clear();
    gradients.clear();
    if (gramGradientDD != null) {
      program.call("clear").with(List.of(gramGradientDD)).integer();
    }
  }

  /**
   * Forward, objective and backward of one micro-batch; its gradient joins the step's.
   *
   * @param teacherHidden the teacher's hidden states (R + visual rows, D_t), float32, in the order
   *     of the batch's response rows, then its visual rows; absent when no term needs a teacher
   * @return the terms of each of its samples
   * @throws DocentException STOP_RUN when a term is not finite
   */
  public SampleTerms accumulate(Batch batch, @Nullable NDArray teacherHidden) {
    observer.enters(StepPhase.FORWARD);
    seenSamples += batch.samples().size();
    if (batch.responseRows().length + batch.visualRows().length == 0) {
      return SampleTerms.none(batch.samples().size()); // no row to learn from: a gradient of zero
    }
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(program, scope, batch);
        Tape tape = student.forward(tensors, trainable)) {
      observer.enters(StepPhase.LOSSES);
      NDArray hiddenSD = tape.hidden(scope);
      NDArray hiddenGradientSD = hiddenSD.zerosLike();
      SampleTerms terms =
          objective.evaluate(
              hiddenSD,
              tensors,
              teacherHidden,
              stepSamples,
              new HeadGradients(
                  hiddenGradientSD,
                  trainsHead() ? gradients.of(student.head()) : null,
                  gramGradientDD));
      requireFinite(terms, batch);
      observer.enters(StepPhase.BACKWARD);
      tape.backward(hiddenGradientSD, gradients.all());
      for (Term term : Term.values()) {
        sums.merge(term, terms.sum(term), Double::sum);
      }
      return terms;
    }
  }

  /**
   * Clips the gradient and moves the weights.
   *
   * @throws DocentException STOP_RUN when a gradient is not finite; no weight has moved then
   */
  public StepOutcome finish(double learningRate) {
    if (stepSamples == 0 || seenSamples != stepSamples) {
      throw new IllegalStateException(
          "step %s has seen %d samples of %d".formatted(step, seenSamples, stepSamples));
    }
    observer.enters(StepPhase.OPTIMIZER);
    foldRelationIntoHead();
    double norm = globalNorm();
    gradients.scale(clip.factor(norm));
    optimizer.step(gradients, learningRate);
    if (trainsHead()) {
      head.changed();
    }
    StepOutcome outcome = outcome(norm);
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
            .with(head.matrix())
            .with(gradients.of(student.head()))
            .tensor(scope);
      }
    }
  }

  private double globalNorm() {
    double[] norms = gradients.norms();
    double squares = 0;
    for (int i = 0; i < norms.length; i++) {
      if (!Double.isFinite(norms[i])) {
        throw DocentException.stop(
            "the gradient of %s has norm %s in step %d of its stage, it must be finite: no weight was moved; lower learning-rate or look at the data of this step with docent inspect"
                .formatted(parameters.get(i).key(), norms[i], step.step() + 1));
      }
      squares += norms[i] * norms[i];
    }
    return Math.sqrt(squares);
  }

  private void requireFinite(SampleTerms terms, Batch batch) {
    for (Term term : Term.values()) {
      for (int b = 0; b < terms.samples(); b++) {
        if (!Double.isFinite(terms.of(term, b))) {
          throw DocentException.stop(
              "L_%s of sample %s is %s in step %d of its stage, it must be finite: no weight was moved; lower learning-rate or look at this sample with docent inspect"
                  .formatted(
                      term.key(), batch.samples().get(b).id(), terms.of(term, b), step.step() + 1));
        }
      }
    }
  }

  private StepOutcome outcome(double norm) {
    double loss = 0;
    for (Term term : Term.values()) {
      loss += term.weight(objective.weights()) * mean(term);
    }
    return new StepOutcome(
        loss, mean(Term.REG), mean(Term.RES), mean(Term.VIS), mean(Term.REL), norm);
  }

  private double mean(Term term) {
    return sums.getOrDefault(term, 0.0) / stepSamples;
  }
}
