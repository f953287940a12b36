package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.model.bench.BenchClock;
import org.docent.model.checkpoint.JsonFile;
import org.docent.model.compute.DeviceThread;
import org.docent.model.train.CodecFigures;
import org.docent.model.train.CodecTrial;
import org.docent.protocol.encoding.SignalCost;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What each way of sending the teacher's side costs, and what it does to the losses. */
@Command(
    name = "codecs",
    description = {
      "Encodes and decodes the first micro-batches of each stage with a teacher in every way there is, on the run's own"
          + " models and data: bytes, time, errors of each loss and of its gradient beside all logits.",
      "Ends with what the same costs for LLaVA-KD's teacher, by formula."
    })
final class BenchCodecsCommand implements Callable<Integer> {

  private static final int PUBLISHED_VOCABULARY = 151_936;
  private static final int PUBLISHED_WIDTH = 2560;
  private static final int PUBLISHED_VISUAL_TOKENS = 728;

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Mixin private OneStudent student = new OneStudent();

  @Option(
      names = "--micro-batches",
      paramLabel = "N",
      description = "Micro-batches of each stage, from its first on (default: ${DEFAULT-VALUE}).")
  private int microBatches = 4;

  @Option(
      names = "--top-k",
      split = ",",
      paramLabel = "K",
      description = "Tokens that travel by themselves (default: ${DEFAULT-VALUE}).")
  private List<Integer> topKs = List.of(16, 64, 256);

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description =
          "wall, or cpu for the processor time of all threads (default: ${DEFAULT-VALUE}).")
  private ClockChoice clock = ClockChoice.WALL;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (microBatches < 1 || topKs.stream().anyMatch(k -> k < 1)) {
      throw DocentException.stop(
          "--micro-batches is %d and --top-k %s, all must be at least 1"
              .formatted(microBatches, topKs));
    }
    LoadedRun loaded = arguments.load();
    Preflight preflight = Preflight.of(loaded.settings());
    RunSettings run =
        student.of(loaded.settled(preflight.sameTower(), preflight.compared()).settings());
    if (!run.needsTeacher()) {
      throw DocentException.stop(
          "no stage has a term that compares with a teacher: name one that has");
    }
    BenchClock time = clock.clock();
    List<CodecReport.Stage> stages = new ArrayList<>();
    DeviceSettings device = run.student().device();
    try (DeviceThread thread = DeviceThread.start("bench", device.device(), device.threads())) {
      for (int i = 0; i < run.stages().size(); i++) {
        int index = i;
        if (run.stage(i).needsTeacher()) {
          stages.add(thread.submit(() -> measure(run, preflight, index, time, thread)).join());
        }
      }
    }
    CodecReport report = new CodecReport(time.name(), stages, published());
    CodecTable.print(report, spec.commandLine().getOut());
    if (json != null) {
      JsonFile.write(json, report);
    }
    return 0;
  }

  private CodecReport.Stage measure(
      RunSettings run, Preflight preflight, int index, BenchClock time, DeviceThread thread) {
    StageSettings stage = run.stage(index);
    SignalEncoding own = SignalEncoding.of(run, index);
    int vocabulary = preflight.compared() == null ? 0 : preflight.compared();
    CodecChoices choices = new CodecChoices(vocabulary, stage.objective().temperature(), topKs);
    List<MicroBatchPlan> plans = plans(run, preflight, index);
    Path before = RunDirectory.of(run).stageEnd(run, index - 1).orElse(null);
    try (CodecTrial trial =
        CodecTrial.open(
            run,
            plans,
            before,
            choices.reference(stage.weights()),
            time.nanos(),
            thread.manager())) {
      List<CodecFigures> figures =
          choices.all(stage.weights(), own).stream().map(trial::measure).toList();
      return new CodecReport.Stage(
          stage.name(), vocabulary, trial.hiddenWidth(), plans.size(), figures);
    }
  }

  private List<MicroBatchPlan> plans(RunSettings run, Preflight preflight, int index) {
    BatchPlanner planner =
        new BatchPlanner(PlanShape.of(run, index, preflight.samples().get(index)));
    List<MicroBatchPlan> plans = new ArrayList<>();
    for (int step = 0; step < planner.totalSteps() && plans.size() < microBatches; step++) {
      plans.addAll(planner.plan(step).parts());
    }
    return plans.subList(0, Math.min(microBatches, plans.size()));
  }

  private CodecReport.Published published() {
    List<SignalEncoding> encodings =
        new CodecChoices(PUBLISHED_VOCABULARY, 1, topKs).all(new LossWeights(1, 1, 1, 0.5), null);
    List<CodecReport.Cost> costs =
        encodings.stream()
            .map(
                encoding -> {
                  SignalCost cost = new SignalCost(encoding, PUBLISHED_WIDTH, 0);
                  return new CodecReport.Cost(
                      encoding.identity(),
                      cost.bytesPerResponseToken(),
                      cost.bytesPerVisualToken(PUBLISHED_VISUAL_TOKENS));
                })
            .toList();
    return new CodecReport.Published(
        PUBLISHED_VOCABULARY,
        PUBLISHED_WIDTH,
        PUBLISHED_VISUAL_TOKENS,
        2L * PUBLISHED_VOCABULARY,
        costs);
  }
}
