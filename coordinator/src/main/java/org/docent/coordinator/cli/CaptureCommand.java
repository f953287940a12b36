package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.ledger.Shard;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has teachers compute signals for a store. */
@Command(
    name = "capture",
    description = {
      "Computes the signals of a run's stages into store.path; nothing is trained.",
      "What is there is skipped: stop it at any time and start it again. Teachers may join as they do in training."
    })
final class CaptureCommand implements Callable<Integer> {

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Option(
      names = "--stage",
      split = ",",
      paramLabel = "NAME",
      description = "A stage to capture; several with commas (default: all that need a teacher).")
  private List<String> stages = List.of();

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "Every N-th micro-batch from the I-th on, so that N captures share the work.")
  private String shard = "1/1";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs to capture, at most the stage's own (default: ${DEFAULT-VALUE}). With one sample a micro-batch"
              + " one is enough for all.")
  private int epochs = 1;

  @Option(
      names = "--verify",
      description = "Read every record that is there and compute again what is damaged.")
  private boolean verify;

  @Option(
      names = "--no-workers",
      description =
          "Start no teacher and no archive here: they join by docent node --role teacher and --role student.")
  private boolean noWorkers;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Shard share = share();
    if (epochs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--epochs is " + epochs + ", must be at least 1");
    }
    LoadedRun loaded = arguments.load();
    Tls tls = arguments.tls();
    requireStages(loaded.settings());
    CaptureJob job = CaptureJob.prepare(loaded);
    PrintWriter out = spec.commandLine().getOut();
    List<CapturePlanner> planners = new ArrayList<>();
    try (RunStore store = job.openStore()) {
      for (int stage = 0; stage < job.run().stages().size(); stage++) {
        StageSettings settings = job.run().stage(stage);
        boolean wanted =
            settings.needsTeacher() && (stages.isEmpty() || stages.contains(settings.name()));
        if (!wanted) {
          planners.add(CapturePlanner.nothing(job.planner(stage)));
          continue;
        }
        if (verify) {
          StoreCheck.of(store.set(stage).orElseThrow(), job.planner(stage), epochs)
              .print(settings.name(), out);
        }
        requireHead(store, stage, job.planner(stage), out);
        CapturePlanner planner = CapturePlanner.of(job.planner(stage), epochs, share, store);
        out.printf(
            "stage %s: %d of %d micro-batches are in %s%n",
            settings.name(),
            planner.covered() - planner.missing(),
            planner.covered(),
            job.run().store().folderOf(settings));
        planners.add(planner);
      }
    }
    out.flush();
    if (planners.stream().allMatch(planner -> planner.missing() == 0)) {
      out.println("nothing is missing");
      out.flush();
      return 0;
    }
    return job.run(planners, noWorkers, tls, out);
  }

  /** A head that cannot be used comes again with any signal: the first is computed once more. */
  private static void requireHead(
      RunStore store, int stage, BatchPlanner planner, PrintWriter out) {
    store
        .headFault(stage)
        .ifPresent(
            fault -> {
              out.println(fault);
              List<Integer> first = planner.plan(0).parts().get(0).samples();
              store.set(stage).orElseThrow().forget(first);
            });
  }

  private Shard share() {
    try {
      String[] parts = shard.split("/", -1);
      if (parts.length == 2) {
        return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (IllegalArgumentException e) {
      throw wrongShard();
    }
    throw wrongShard();
  }

  private ParameterException wrongShard() {
    return new ParameterException(
        spec.commandLine(), "--shard is " + shard + ", must be I/N with I from 1 to N, as in 2/4");
  }

  private void requireStages(RunSettings run) {
    List<String> teaching =
        run.stages().stream().filter(StageSettings::needsTeacher).map(StageSettings::name).toList();
    for (String name : stages) {
      if (!teaching.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--stage is " + name + ", must be among the stages with a teacher: " + teaching);
      }
    }
    if (teaching.isEmpty()) {
      throw DocentException.stop(
          "no stage of this run compares with a teacher: there is nothing to capture");
    }
    if (run.store().path() == null) {
      throw DocentException.stop(
          "store.path is not set, must be the folder into which signals are captured");
    }
  }
}
