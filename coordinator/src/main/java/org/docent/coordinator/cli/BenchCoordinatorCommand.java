package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.docent.coordinator.simulation.LoadBench;
import org.docent.coordinator.simulation.LoadReport;
import org.docent.coordinator.simulation.LoadReport.Heap;
import org.docent.coordinator.simulation.LoadReport.Progress;
import org.docent.coordinator.simulation.LoadWork;
import org.docent.model.checkpoint.JsonFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What one coordinator can carry. */
@Command(
    name = "coordinator",
    description = {
      "Drives the coordinator that runs in a cluster, without actors and network, with teachers that finish one lease after"
          + " another and a student that applies each step at once; prints lease decisions a second and what the heap holds.",
      "A decision is all that belongs to a micro-batch: planned, asked for, leased, ready, announced, applied, released."
    })
final class BenchCoordinatorCommand implements Callable<Integer> {

  private static final double MEGA = 1e6;

  @Option(
      names = "--teachers",
      paramLabel = "N",
      description = "Teacher workers, each with two leases (default: ${DEFAULT-VALUE}).")
  private int teachers = 1000;

  @Option(
      names = "--micro-batches",
      paramLabel = "N",
      description = "Micro-batches of one sample that are applied (default: ${DEFAULT-VALUE}).")
  private long microBatches = 2_000_000;

  @Option(
      names = "--step-micro-batches",
      paramLabel = "N",
      description = "Micro-batches of an optimizer step (default: ${DEFAULT-VALUE}).")
  private int stepMicroBatches = 32;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Samples of the data set, taken in as many epochs as it takes (default: ${DEFAULT-VALUE}).")
  private int samples = 1_200_000;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description =
          "wall, or on a machine that others use cpu: processor time (default: ${DEFAULT-VALUE}).")
  private ClockChoice clock = ClockChoice.WALL;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("try") // it is open for as long as the work lasts
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LoadWork work = new LoadWork(teachers, microBatches, stepMicroBatches, samples, 0);
    out.printf("%16s %14s %14s%n", "micro-batches", "decisions/s", "heap");
    LoadReport report =
        QuietDesks.during(
            () -> LoadBench.run(work, clock.clock().nanos(), progress -> print(progress, out)));
    print(report, out);
    if (json != null) {
      JsonFile.write(json, report);
    }
    return 0;
  }

  private static void print(Progress progress, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%,16d %,14.0f %,11.1f MB%n",
        progress.leases(),
        progress.decisionsPerSecond(),
        progress.heapBytes() / MEGA);
    out.flush();
  }

  private static void print(LoadReport report, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,d teachers, a window of %,d: %,.0f decisions/s, %.2f µs each; a heartbeat %.2f µs%n",
        report.work().teachers(),
        report.window(),
        report.decisionsPerSecond(),
        report.microsPerDecision(),
        report.microsPerHeartbeat());
    for (Heap crowd : report.crowds()) {
      out.printf(
          Locale.ROOT,
          "%,d teachers with their leases take %.2f MB, %.2f MB for 1,000%n",
          crowd.teachers(),
          crowd.bytes() / MEGA,
          crowd.bytes() / MEGA * 1000 / crowd.teachers());
    }
    out.printf(
        Locale.ROOT,
        "the plan of %,d samples takes %.1f MB where two epochs meet%n"
            + "heap at the beginning %.1f MB, at the end %.1f MB%n",
        report.work().samples(),
        report.planBytes() / MEGA,
        report.heapAtBegin() / MEGA,
        report.heapAtEnd() / MEGA);
    out.flush();
  }
}
