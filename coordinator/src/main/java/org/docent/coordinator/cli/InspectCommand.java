package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.model.compute.DeviceThread;
import org.docent.model.loss.Term;
import org.docent.model.train.Inspection;
import org.docent.model.train.Inspection.Inspected;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows samples as the models see them, and their losses: why a loss is 0 or not a number. */
@Command(
    name = "inspect",
    description = {
      "Shows what the models see of a stage's samples and what each loss of each is, without training.",
      "Weights are those the stage begins with. What starts from the stage before is read from that stage's last"
          + " checkpoint in the run directory or, where there is none, from the student's configured weights."
    })
final class InspectCommand implements Callable<Integer> {

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Option(
      names = "--stage",
      required = true,
      paramLabel = "NAME",
      description = "A stage of the configuration: dpt, sft, dft or your own.")
  private String stageName = "";

  @Mixin private OneStudent student = new OneStudent();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Only the first N samples of the stage's data.")
  private int samples = Integer.MAX_VALUE;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write everything to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (samples < 1) {
      throw new ParameterException(
          spec.commandLine(), "--samples is " + samples + ", must be at least 1");
    }
    RunSettings run = student.of(arguments.load().settings());
    int stage = indexOf(run, stageName);
    Optional<Path> before = RunDirectory.of(run).stageEnd(run, stage - 1);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("stage %s, %s%n", stageName, startingPoint(stage, before));
    DeviceSettings device = run.student().device();
    try (DeviceThread thread = DeviceThread.start("inspect", device.device(), device.threads())) {
      List<Inspected> inspected =
          thread.submit(() -> inspect(thread, run, stage, before.orElse(null), out)).join();
      if (json != null) {
        InspectionJson.write(json, inspected);
        out.printf("written to %s%n", json);
      }
    }
    out.flush();
    return 0;
  }

  private List<Inspected> inspect(
      DeviceThread thread, RunSettings run, int stage, @Nullable Path before, PrintWriter out) {
    List<Inspected> all = new ArrayList<>();
    out.println(ROW_HEAD);
    try (Inspection inspection = Inspection.open(run, stage, before, thread.manager())) {
      for (int i = 0; i < Math.min(samples, inspection.size()); i++) {
        Inspected sample = inspection.inspect(i);
        all.add(sample);
        out.println(row(sample));
      }
    }
    return all;
  }

  private static final String ROW_HEAD =
      "%-24s %7s %10s %6s %10s %10s %10s %10s %10s"
          .formatted("id", "length", "supervised", "image", "reg", "res", "vis", "rel", "total");

  private static String row(Inspected sample) {
    StringBuilder row = new StringBuilder();
    row.append(
        "%-24s %7d %10d %6s"
            .formatted(
                sample.sample().id(),
                sample.layout().length(),
                sample.layout().supervised(),
                sample.layout().imageStart() < 0 ? "-" : "at " + sample.layout().imageStart()));
    for (Term term : Term.values()) {
      Double loss = sample.losses().get(term);
      row.append(
          loss == null ? " %10s".formatted("-") : String.format(Locale.ROOT, " %10.5f", loss));
    }
    return row.append(String.format(Locale.ROOT, " %10.5f", sample.total())).toString();
  }

  private static String startingPoint(int stage, Optional<Path> before) {
    return before.isPresent()
        ? "after " + before.get()
        : stage == 0
            ? "with the student's configured weights"
            : "with the student's configured weights: the run directory has no checkpoint of the stage before";
  }

  private static int indexOf(RunSettings run, String name) {
    List<String> names = run.stages().stream().map(StageSettings::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw DocentException.stop(
          "--stage is \"" + name + "\", must be one of " + String.join(", ", names));
    }
    return index;
  }
}
