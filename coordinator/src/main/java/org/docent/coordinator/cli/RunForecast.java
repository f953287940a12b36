package org.docent.coordinator.cli;

import java.util.Comparator;
import org.docent.coordinator.forecast.Codecs;
import org.docent.coordinator.forecast.Forecaster;
import org.docent.coordinator.forecast.Rate;
import org.docent.coordinator.forecast.Speeds;
import org.docent.coordinator.forecast.StageForecast;
import org.docent.coordinator.forecast.StageLoad;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.signal.HeadShape;

/** Predicts the stages of a run: measures what must be, and hands it to the arithmetic. */
final class RunForecast implements AutoCloseable {

  private final RunSettings run;
  private final Preflight preflight;
  private final PlanWork work;
  private final ModelSource teacher;
  private final TextTokenizer tokenizer;

  private RunForecast(RunSettings run, Preflight preflight, PlanWork work, ModelSource teacher) {
    this.run = run;
    this.preflight = preflight;
    this.work = work;
    this.teacher = teacher;
    this.tokenizer = teacher.openTokenizer();
  }

  /** Opens what sizes are read from: the teacher's configuration and tokenizer. */
  static RunForecast open(RunSettings settled, Preflight preflight, PlanWork work) {
    return new RunForecast(
        settled,
        preflight,
        work,
        ModelSource.openTeacher(settled.teacher().model(), settled.vision()));
  }

  /** Predicts a stage with a teacher. */
  StageForecast of(int stage) {
    BatchPlanner planner =
        new BatchPlanner(PlanShape.of(run, stage, preflight.samples().get(stage)));
    VlmConfig config = teacher.config();
    StageLoad load =
        new SignalSizes(run, stage, config, tokenizer).measure(planner, work.records());
    HeadShape head =
        new HeadShape(
            config.language().vocabSize(),
            config.language().hiddenSize(),
            run.teacher().precision().dtype());
    return new Forecaster(
            load, run.students().size(), speeds(stage, planner), work.links(), head.payloadBytes())
        .of(run.stage(stage).name(), Codecs.of(run, stage));
  }

  /** Both given, nothing is loaded; a student is measured on real signals, which take a teacher. */
  private Speeds speeds(int stage, BatchPlanner planner) {
    Rate givenTeacher = work.teacher();
    Rate givenStudent = work.student();
    if (givenTeacher != null && givenStudent != null) {
      return new Speeds(givenTeacher, givenStudent);
    }
    SpeedTrial trial = new SpeedTrial(run, stage, planner, work.microBatches(), System::nanoTime);
    String source =
        "measured here on %d micro-batches of %d"
            .formatted(trial.microBatches(), run.stage(stage).batch().microBatch());
    Rate measuredTeacher = new Rate(trial.teacher(), source);
    return new Speeds(
        givenTeacher != null ? givenTeacher : measuredTeacher,
        givenStudent != null ? givenStudent : slowest(trial, source));
  }

  private Rate slowest(SpeedTrial trial, String source) {
    return run.alone().stream()
        .map(alone -> new Rate(trial.student(alone), source))
        .min(Comparator.comparingDouble(Rate::samplesPerSecond))
        .orElseThrow();
  }

  @Override
  public void close() {
    tokenizer.close();
    teacher.close();
  }
}
