package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.docent.model.bench.MemoryBench;
import org.docent.model.bench.MemoryReport;
import org.docent.protocol.failure.DocentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether memory stays where it is over many steps. */
@Command(
    name = "memory",
    description = {
      "Takes many steps of teacher and student on micro-batches of varying lengths and prints the resident memory ten"
          + " times on the way.",
      "Ends with 1 when it strays by more than --limit from what was resident at the first of them."
    })
final class BenchMemoryCommand implements Callable<Integer> {

  private static final double MEGA = 1e6;

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps taken (default: ${DEFAULT-VALUE}).")
  private int steps = 1000;

  @Option(
      names = "--limit",
      paramLabel = "PERCENT",
      description = "The most it may stray (default: ${DEFAULT-VALUE}).")
  private double limit = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%8s %14s%n", "step", "resident");
    MemoryReport report =
        arguments.measure(
            0,
            steps,
            (size, work, thread) ->
                MemoryBench.run(
                    size,
                    work,
                    thread.manager(),
                    seen -> {
                      out.printf(Locale.ROOT, "%8d %,11.1f MB%n", seen.step(), seen.bytes() / MEGA);
                      out.flush();
                    }));
    double percent = 100 * report.largestDeviation();
    out.printf(
        Locale.ROOT,
        "largest deviation after step %d: %.2f %%%n",
        report.seen().get(0).step(),
        percent);
    out.flush();
    if (percent > limit) {
      throw DocentException.stop(
          String.format(
              Locale.ROOT,
              "resident memory strayed by %.2f %% after step %d, at most %.2f %% was allowed: something is kept that should be freed",
              percent,
              report.seen().get(0).step(),
              limit));
    }
    return 0;
  }
}
