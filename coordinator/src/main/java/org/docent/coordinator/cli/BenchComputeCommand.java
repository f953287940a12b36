package org.docent.coordinator.cli;

import java.util.concurrent.Callable;
import org.docent.model.bench.ComputeBench;
import org.docent.model.bench.ComputeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a step takes: seconds by phase, samples per second, memory. */
@Command(
    name = "compute",
    description = {
      "Prints seconds per forward pass of the teacher and per step of the student by phase, samples per second of the"
          + " student alone and of both in turn on the same device, and the most memory that was resident.",
      "tests/bench/compare.sh runs the same shapes in plain PyTorch beside it."
    })
final class BenchComputeCommand implements Callable<Integer> {

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps measured (default: ${DEFAULT-VALUE}).")
  private int steps = 3;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps before any is measured (default: ${DEFAULT-VALUE}).")
  private int warmup = 1;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description =
          "wall, or cpu for the processor time of all threads in hundredths, which others on the machine hardly change (default: ${DEFAULT-VALUE}).")
  private ClockChoice clock = ClockChoice.WALL;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ComputeReport report =
        arguments.measure(
            warmup,
            steps,
            (size, work, thread) -> ComputeBench.run(size, work, thread.manager(), clock.clock()));
    ComputeTable.print(report, spec.commandLine().getOut());
    return 0;
  }
}
