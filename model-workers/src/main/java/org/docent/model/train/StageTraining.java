package org.docent.model.train;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.docent.model.checkpoint.RunWriter;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.StageData;
import org.docent.model.distill.Signal;
import org.docent.model.distill.SignalDecoder;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.optim.LearningRateSchedule;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stage of a student: its weights, its data, its step and its schedule. */
final class StageTraining implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StageTraining.class);

  /** More of one step would make its report a big message; the log has them all. */
  private static final int SKIPS_TOLD = 64;

  private final RunSettings run;
  private final StageSettings settings;
  private final StageStart start;
  private final @Nullable Path checkpoint;
  private final NDManager manager;
  private final StageWeights weights;
  private final StageData data;
  private final LearningRateSchedule schedule;
  private final SkipBudget skips;
  private final StageSaving saving;
  private @Nullable SignalDecoder decoder;
  private @Nullable TrainingStep step;
  private boolean accumulating;
  private int samplesInStep;
  private int skippedInStep;
  private final List<String> newlySkipped = new ArrayList<>();
  private final Supervision supervision;
  private final @Nullable HeldOutEvaluation heldOut;

  private StageTraining(
      RunSettings run,
      StageStart start,
      @Nullable Path checkpoint,
      NDManager manager,
      StageWeights weights,
      StageData data,
      @Nullable HeldOutEvaluation heldOut) {
    this.run = run;
    this.settings = run.stage(start.stage());
    this.start = start;
    this.checkpoint = start.nextStep() > 0 ? checkpoint : null;
    this.manager = manager;
    this.weights = weights;
    this.data = data;
    this.schedule =
        LearningRateSchedule.of(
            settings.schedule(), settings.optimizer().learningRate(), start.totalSteps());
    TrainerState begun = this.checkpoint == null ? null : TrainerState.read(this.checkpoint);
    this.saving =
        new StageSaving(run, start, manager, weights, begun == null ? null : begun.best());
    this.supervision = new Supervision(settings, start.totalSteps());
    this.heldOut = heldOut;
    this.skips =
        new SkipBudget(
            settings.name(),
            settings.data().skipCorruptSamples(),
            begun == null ? Set.of() : begun.skipped());
  }

  /** Loads the stage's weights and opens its data. */
  static StageTraining open(
      RunSettings run,
      StageStart start,
      @Nullable Path checkpoint,
      ModelSource source,
      TextTokenizer tokenizer,
      TorchProgram program,
      NDManager parent) {
    NDManager manager = parent.newSubManager();
    manager.setName("stage-" + run.stage(start.stage()).name());
    StageWeights weights =
        StageWeights.load(run, start, checkpoint, source, program, manager.newSubManager());
    StageSettings settings = run.stage(start.stage());
    return new StageTraining(
        run,
        start,
        checkpoint,
        manager,
        weights,
        StageData.open(
            settings.data(),
            tokenizer,
            source.config().vision().imageSize(),
            source.config().visualTokens()),
        HeldOutEvaluation.of(settings, weights.model(), manager, source, tokenizer));
  }

  void accumulate(
      MicroBatchPlan plan,
      int stepSamples,
      @Nullable Signal signal,
      @Nullable OutputHead teacherHead) {
    Batch batch = data.assembler().assemble(plan.samples());
    try (NDManager scope = manager.newSubManager()) {
      // A signal that is refused leaves the step as it was.
      TeacherTargets targets = signal == null ? null : decode(signal, batch, teacherHead, scope);
      accumulate(plan, stepSamples, batch, targets, step(teacherHead));
    }
  }

  private void accumulate(
      MicroBatchPlan plan,
      int stepSamples,
      Batch batch,
      @Nullable TeacherTargets targets,
      TrainingStep training) {
    if (!accumulating) {
      training.begin(plan.id().stepId(), stepSamples);
      accumulating = true;
      skippedInStep = 0;
      newlySkipped.clear();
      samplesInStep = stepSamples;
    }
    skips.add(batch.skipped()).stream()
        .limit(SKIPS_TOLD - newlySkipped.size())
        .forEach(newlySkipped::add);
    supervision.add(batch.responseRows().length);
    skippedInStep += batch.skipped().size();
    training.accumulate(batch, targets);
  }

  StepReport finishStep(StepId id) {
    if (step == null || !accumulating) {
      throw new IllegalStateException("step " + id + " has no micro-batches");
    }
    accumulating = false;
    supervision.endStep(id, samplesInStep);
    // A step that is left out advances neither the optimizer nor the schedule.
    double rate = schedule.at(taken());
    StepOutcome outcome = step.finish(rate);
    if (outcome.fault() != null) {
      leaveOut(id, outcome.fault());
    }
    int done = id.step() + 1;
    StepReport report = report(outcome, rate);
    if (heldOut != null && heldOut.isDue(done, start.totalSteps())) {
      report = report.evaluated(heldOut.evaluate()); // told and saved with its step, or not at all
    }
    saving.stepDone(done, report);
    return report;
  }

  private StepReport report(StepOutcome outcome, double rate) {
    return outcome.report(rate, schedule.at(taken()), samplesInStep, skippedInStep, newlySkipped);
  }

  /**
   * Everything from which the run goes on with {@code next}, to be written on another thread while
   * this stage is open.
   *
   * @param goesOn whether steps may follow before it is written
   * @return empty when nothing was computed since the checkpoint it began with, which has it all
   */
  Optional<StageCheckpoint> stage(StepId next, String teacherFingerprint, boolean goesOn) {
    if (step == null && checkpoint != null) {
      return Optional.empty();
    }
    return Optional.of(
        saving.stage(
            next,
            new StageSaving.Progress(
                step == null ? null : step.optimizer(),
                schedule.at(taken()),
                skips.skipped(),
                teacherFingerprint),
            goesOn));
  }

  /** Commits one that was staged, then removes what is too old. On the thread that writes. */
  Path commit(RunWriter writer, StageCheckpoint staged) {
    return saving.commit(writer, staged);
  }

  void export(Path folder) {
    weights.export(folder, run.student().layout(), weights.trained());
  }

  @Override
  public void close() {
    if (step != null) {
      step.close();
    }
    saving.close();
    weights.close();
    manager.close();
  }

  /** Steps the optimizer took in this stage. */
  private int taken() {
    return step == null ? 0 : step.optimizer().steps();
  }

  private void leaveOut(StepId id, String fault) {
    int leftOut = id.step() + 1 - taken();
    int allowed = settings.optimizer().skipNonFiniteSteps();
    if (leftOut > allowed) {
      throw DocentException.stop(
          "%s: no weight was moved; lower learning-rate, look at the data of this step with docent inspect, or let such steps be left out with stage.%s.skip-non-finite-steps, which allows %d"
              .formatted(fault, settings.name(), allowed));
    }
    log.warn(
        "step {} of stage {} is left out, {} of {}: {}",
        id.step() + 1,
        settings.name(),
        leftOut,
        allowed,
        fault);
  }

  /** Made with the first micro-batch, when the teacher's head is known if one is needed. */
  private TrainingStep step(@Nullable OutputHead teacherHead) {
    if (step == null) {
      step =
          new TrainingStep(
              weights.model(),
              manager,
              Trainable.of(settings.tuning()),
              settings.objective(),
              settings.optimizer(),
              settings.needsTeacher() ? comparison(teacherHead) : null);
      if (checkpoint != null) {
        int steps = TrainerState.read(checkpoint).optimizerSteps();
        OptimizerState.restore(
            checkpoint, steps, step.optimizer(), weights.model().program(), manager);
      }
    }
    return step;
  }

  private Comparison comparison(@Nullable OutputHead teacherHead) {
    if (teacherHead != null) {
      return Comparison.with(teacherHead);
    }
    Integer compared = run.comparedVocabulary();
    if (compared == null || decoder().encoding().needsHead()) {
      throw new IllegalStateException(
          "stage " + settings.name() + " compares with a teacher whose head is not there yet");
    }
    return Comparison.withoutHead(compared);
  }

  private TeacherTargets decode(
      Signal signal, Batch batch, @Nullable OutputHead teacherHead, NDManager scope) {
    int rows = batch.responseRows().length + batch.visualRows().length;
    boolean shares = run.sharesVisionTower(start.stage()) && rows > 0 && batch.images() > 0;
    VlmConfig student = weights.model().config();
    return decoder()
        .decode(
            signal,
            batch,
            teacherHead == null ? 0 : Math.toIntExact(teacherHead.matrix().getShape().get(1)),
            shares ? batch.images() * student.visualTokens() : 0,
            shares ? student.vision().hiddenSize() : 0,
            scope);
  }

  private SignalDecoder decoder() {
    if (decoder == null) {
      decoder = new SignalDecoder(weights.model().program(), SignalEncoding.of(run, start.stage()));
    }
    return decoder;
  }
}
