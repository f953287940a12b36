package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherForward;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.ParityCase;
import org.docent.model.loss.ComparedVocabulary;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.optim.ClipNorm;
import org.docent.model.optim.LearningRateSchedule;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;

/** Student, teacher and training step of a case of make_parity.py. */
final class ParityTraining implements AutoCloseable {

  private static final ObjectiveSettings OBJECTIVE =
      new ObjectiveSettings(new LossWeights(1, 1, 1, 0.5), Divergence.FORWARD_KL, 0.1, 1, 64);

  final ParityCase golden;
  final TrainingStep step;
  final VisionLanguageModel student;
  final VisionLanguageModel teacher;
  private final NDManager manager;
  private final ClipNorm clip;
  private final OutputHead head;
  private final LearningRateSchedule schedule;

  ParityTraining(TorchProgram program, NDManager manager, String name, String setup) {
    this(manager, new ParityCase(program, manager, name), setup);
  }

  ParityTraining(NDManager manager, ParityCase golden, String setup) {
    this.golden = golden;
    this.manager = manager;
    this.student = golden.model("student", TrainingBench.setup(setup));
    this.teacher = golden.model("teacher");
    this.head =
        OutputHead.ofTeacher(
            student.program(),
            manager,
            teacher.head().value(),
            compared().size(),
            student.precision().products());
    JsonNode facts = golden.facts().get("optimizer");
    OptimizerSettings optimizer =
        new OptimizerSettings(
            facts.get("rate").asDouble(),
            facts.get("decay").asDouble(),
            facts.get("beta1").asDouble(),
            facts.get("beta2").asDouble(),
            facts.get("eps").asDouble(),
            facts.get("maxNorm").asDouble(),
            0);
    this.clip = new ClipNorm(optimizer.maxGradNorm());
    this.step =
        new TrainingStep(
            student,
            manager,
            new Trainable(TrainingBench.setup(setup), false),
            OBJECTIVE,
            optimizer,
            Comparison.with(head));
    this.schedule =
        new LearningRateSchedule(
            LearningRateSchedule.Shape.COSINE,
            optimizer.learningRate(),
            facts.get("warmup").asInt(),
            steps());
  }

  private ComparedVocabulary compared() {
    return new ComparedVocabulary(
        teacher.config().language().vocabSize(),
        student.config().language().vocabSize(),
        golden.facts().get("tokens").asInt());
  }

  int steps() {
    return golden.facts().get("steps").size();
  }

  double rate(int k) {
    return schedule.at(k);
  }

  /** The terms of every sample, all in one batch. */
  SampleTerms terms() {
    Batch batch = golden.all();
    try (TermEvaluation evaluation =
            new TermEvaluation(student, manager, OBJECTIVE, Comparison.with(head));
        NDManager scope = manager.newSubManager()) {
      return evaluation.terms(batch, TeacherStates.of(says(batch, scope)).targets(batch));
    }
  }

  /** The first step at rate 0, which moves nothing; its gradients before clipping, by key. */
  Map<String, NDArray> firstGradients() {
    accumulate(0, golden.step(0).length);
    double factor = clip.factor(step.finish(0).gradNorm());
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    for (Parameter parameter : step.parameters()) {
      gradients.put(parameter.key(), step.gradients().of(parameter).div(factor));
    }
    return gradients;
  }

  /** Accumulates step {@code k} in micro-batches of {@code cut} samples. */
  private void accumulate(int k, int cut) {
    int[] samples = golden.step(k);
    step.begin(new StepId(0, k), samples.length);
    for (int from = 0; from < samples.length; from += cut) {
      int to = Math.min(samples.length, from + cut);
      Batch part = golden.batch(Arrays.copyOfRange(samples, from, to));
      try (NDManager scope = manager.newSubManager()) {
        step.accumulate(part, TeacherStates.of(says(part, scope)).targets(part));
      }
    }
  }

  /** A whole step at the schedule's rate. */
  StepOutcome run(int k, int cut) {
    accumulate(k, cut);
    return step.finish(rate(k));
  }

  private NDArray says(Batch batch, NDManager owner) {
    return new TeacherForward(teacher).hidden(batch, owner);
  }

  @Override
  public void close() {
    step.close();
    head.close();
    student.close();
    teacher.close();
  }
}
