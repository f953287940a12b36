package org.docent.coordinator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.docent.model.bench.CheckpointBench;
import org.docent.model.bench.CheckpointReport;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a checkpoint at every step costs. */
@Command(
    name = "checkpoint",
    description = {
      "Takes blocks of a student's steps without checkpoints and with one due at every step, in turn, and prints seconds"
          + " a step of both, what is copied and written, and how long that takes.",
      "The student trains on while a checkpoint is written; one that is due meanwhile waits."
    })
final class BenchCheckpointCommand implements Callable<Integer> {

  private static final double MEGA = 1e6;

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of a block (default: ${DEFAULT-VALUE}).")
  private int steps = 3;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Blocks of either kind (default: ${DEFAULT-VALUE}).")
  private int blocks = 3;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Where checkpoints go: a folder on the disk to be measured; what is written is removed (default: the present one).")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (blocks < 1) {
      throw DocentException.stop("blocks is %d, must be at least 1".formatted(blocks));
    }
    Path made = make();
    try {
      CheckpointReport report =
          arguments.measure(
              1,
              steps,
              (size, work, thread) ->
                  CheckpointBench.run(
                      size, work, blocks, thread.manager(), ClockChoice.WALL.clock(), made));
      print(report, spec.commandLine().getOut());
      return 0;
    } finally {
      remove(made);
    }
  }

  private static void print(CheckpointReport report, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "size %s, stage %s, %,d parameters move; %d samples a step, %d threads%n",
        report.size(),
        report.work().stage().key(),
        report.trainable(),
        report.work().samples(),
        report.threads());
    line(out, "seconds a step without checkpoints", report.stepWithout());
    line(out, "seconds a step with one due at each", report.stepWith());
    out.printf(Locale.ROOT, "%-38s %+9.2f %%%n", "so a step is longer by", 100 * report.cost());
    line(out, "seconds to copy, standing still", CheckpointReport.median(report.staging()));
    line(out, "seconds to write and commit", CheckpointReport.median(report.commit()));
    out.printf(
        Locale.ROOT,
        "%,.1f MB copied, %,.1f MB on disk; %d of %d due were committed, the others waited%n",
        report.stagedBytes() / MEGA,
        report.fileBytes() / MEGA,
        report.committed(),
        report.due());
    out.flush();
  }

  private static void line(PrintWriter out, String what, double seconds) {
    out.printf(Locale.ROOT, "%-38s %9.3f%n", what, seconds);
  }

  private Path make() {
    try {
      return Files.createTempDirectory(folder.toAbsolutePath(), "docent-bench-");
    } catch (IOException e) {
      throw Disk.failure("write into " + folder.toAbsolutePath(), folder, e);
    }
  }

  private static void remove(@Nullable Path made) {
    try {
      if (made != null) {
        Disk.deleteTree(made);
      }
    } catch (IOException e) {
      throw Disk.failure("remove " + made, made, e);
    }
  }
}
