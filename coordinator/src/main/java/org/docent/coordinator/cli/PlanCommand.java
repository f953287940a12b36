package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.docent.coordinator.forecast.Link;
import org.docent.coordinator.forecast.Rate;
import org.docent.coordinator.forecast.StageForecast;
import org.docent.model.checkpoint.JsonFile;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says before a run which codec, how many teachers and what network it takes. */
@Command(
    name = "plan",
    description = {
      "Predicts for each stage with a teacher and each codec the bytes of a sample's signal, the network, the teachers,"
          + " the time and the size of a capture, and says what to take.",
      "Speeds are measured here on the stage's first micro-batches, or given for machines that are elsewhere."
    })
final class PlanCommand implements Callable<Integer> {

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Option(
      names = "--micro-batches",
      paramLabel = "N",
      description =
          "Micro-batches of a stage that teacher and student are measured on (default: ${DEFAULT-VALUE}).")
  private int microBatches = 4;

  @Option(
      names = "--records",
      paramLabel = "N",
      description =
          "Records of a stage to run through the tokenizer at most, as whole steps at even distances (default: ${DEFAULT-VALUE}).")
  private int records = 10_000;

  @Option(
      names = "--teacher-rate",
      paramLabel = "RATE",
      description = "Samples a second of one teacher, instead of a measurement.")
  private @Nullable Double teacherRate;

  @Option(
      names = "--student-rate",
      paramLabel = "RATE",
      description = "Samples a second of the slowest student, instead of a measurement.")
  private @Nullable Double studentRate;

  @Option(
      names = "--network",
      paramLabel = "SPEED",
      description =
          "Link of every machine, as in 10Gbit or 2.5Gbit (default: 1, 10, 25 and 100Gbit side by side).")
  private @Nullable String network;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write everything to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What is written as JSON. */
  record Plan(String run, List<StageForecast> stages) {}

  @Override
  public Integer call() {
    PlanWork work = work();
    LoadedRun loaded = arguments.load();
    if (!loaded.settings().needsTeacher()) {
      throw DocentException.stop(
          "no stage of %s weighs a term that needs a teacher: there is nothing to plan"
              .formatted(loaded.settings().id()));
    }
    if (!loaded.settings().runsTeacher()) {
      throw DocentException.stop(
          "%s reads all signals from %s: there are no teachers to plan"
              .formatted(loaded.settings().id(), loaded.settings().store().folder()));
    }
    Preflight preflight = Preflight.of(loaded.settings());
    RunSettings run = loaded.settled(preflight.sameTower(), preflight.compared()).settings();
    PrintWriter out = spec.commandLine().getOut();
    List<StageForecast> stages = new ArrayList<>();
    try (RunForecast forecast = RunForecast.open(run, preflight, work)) {
      for (int stage = 0; stage < run.stages().size(); stage++) {
        if (run.stage(stage).needsTeacher()) {
          StageForecast forecasted = forecast.of(stage);
          stages.add(forecasted);
          PlanTable.print(forecasted, out);
        }
      }
    }
    if (json != null) {
      JsonFile.write(json, new Plan(run.id().value(), stages));
      out.printf("written to %s%n", json);
    }
    out.flush();
    return 0;
  }

  private PlanWork work() {
    requireAtLeastOne("--micro-batches", microBatches);
    requireAtLeastOne("--records", records);
    return new PlanWork(
        microBatches,
        records,
        teacherRate == null ? null : Rate.given("--teacher-rate", teacherRate),
        studentRate == null ? null : Rate.given("--student-rate", studentRate),
        network == null ? Link.COMMON : List.of(Link.parse(network)));
  }

  private void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d, must be at least 1".formatted(option, value));
    }
  }
}
