package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.docent.model.checkpoint.JsonFile;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How near a cluster comes to what its devices could do. */
@Command(
    name = "cluster",
    description = {
      "Runs a cluster of real nodes over the loopback, with real messages and signals that are really pulled, on devices that"
          + " only take a set time for a micro-batch; prints samples a second beside the most there could be: what all"
          + " teachers or the student can do, whichever is less.",
      "A micro-batch is one sample."
    })
final class BenchClusterCommand implements Callable<Integer> {

  private static final double NANOS_PER_SECOND = 1e9;

  @Option(
      names = "--teachers",
      paramLabel = "N,…",
      split = ",",
      description = "Numbers of teachers, one run each (default: ${DEFAULT-VALUE}).")
  private List<Integer> teachers = List.of(1, 2, 4, 8, 32);

  @Option(
      names = "--teacher-millis",
      paramLabel = "MS",
      description = "What a teacher takes for a micro-batch (default: ${DEFAULT-VALUE}).")
  private double teacherMillis = 200;

  @Option(
      names = "--student-millis",
      paramLabel = "MS",
      description = "What the student takes for a micro-batch (default: ${DEFAULT-VALUE}).")
  private double studentMillis = 10;

  @Option(
      names = "--slow",
      paramLabel = "TIMES",
      description =
          "Make each second teacher so many times slower; 1 makes all alike (default: ${DEFAULT-VALUE}).")
  private double slow = 1;

  @Option(
      names = "--step-micro-batches",
      paramLabel = "N",
      description = "Micro-batches of an optimizer step (default: ${DEFAULT-VALUE}).")
  private int stepMicroBatches = 8;

  @Option(
      names = "--signal-bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Bytes of a signal (default: ${DEFAULT-VALUE}).")
  private long signalBytes = 64 << 10;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each run should take (default: ${DEFAULT-VALUE}).")
  private int seconds = 15;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the run's configuration, as in work.leases-per-teacher=3.")
  private List<String> settings = List.of();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * One run; samples a second.
   *
   * @param most what its devices could do
   * @param ratio what part of that was reached
   * @param waitShare of the student's time
   * @param fastShare what the faster teachers computed of all; 1 where all are alike
   * @param fastSpeedShare their part in what all can do
   */
  record Row(
      int teachers,
      double most,
      double reached,
      double ratio,
      double waitShare,
      double fastShare,
      double fastSpeedShare) {}

  /** All runs. */
  record Report(List<Row> rows) {}

  @Override
  public Integer call() {
    if (teacherMillis <= 0 || studentMillis <= 0 || slow < 1 || seconds < 1) {
      throw DocentException.stop(
          "--teacher-millis and --student-millis must be above 0, --slow and --seconds at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%8s %14s %14s %7s %7s %16s%n",
        "teachers", "could samples/s", "reached", "ratio", "waited", "fast ones' share");
    List<Row> rows = new ArrayList<>();
    for (int count : teachers) {
      Row row = measure(count);
      rows.add(row);
      print(row, out);
    }
    if (json != null) {
      JsonFile.write(json, new Report(List.copyOf(rows)));
    }
    return 0;
  }

  private Row measure(int count) {
    List<Long> nanos =
        IntStream.range(0, count)
            .mapToObj(i -> nanosOf(teacherMillis * (i % 2 == 1 ? slow : 1)))
            .toList();
    double all = nanos.stream().mapToDouble(each -> NANOS_PER_SECOND / each).sum();
    double fast =
        nanos.stream()
            .filter(each -> each == nanosOf(teacherMillis))
            .mapToDouble(each -> NANOS_PER_SECOND / each)
            .sum();
    double most = Math.min(all, NANOS_PER_SECOND / nanosOf(studentMillis));
    int steps = Math.max(10, (int) (most * seconds / stepMicroBatches));
    EmulatedRun.Measured measured =
        EmulatedRun.run(
            new EmulatedRun.Work(
                nanos,
                nanosOf(studentMillis),
                steps,
                stepMicroBatches,
                Math.toIntExact(signalBytes),
                settings));
    int from = steps / 5; // teachers fill the window first
    double reached = measured.clock().samplesPerSecond(from);
    double byFast =
        IntStream.range(0, count)
            .filter(i -> slow == 1 || i % 2 == 0)
            .map(measured.computed()::get)
            .sum();
    return new Row(
        count,
        most,
        reached,
        reached / most,
        measured.clock().waitShare(from),
        byFast / measured.computed().stream().mapToInt(Integer::intValue).sum(),
        fast / all);
  }

  private static long nanosOf(double millis) {
    return Math.round(millis * Duration.ofMillis(1).toNanos());
  }

  private static void print(Row row, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%8d %14.1f %14.1f %7.3f %5.1f %% %7.3f of %.3f%n",
        row.teachers(),
        row.most(),
        row.reached(),
        row.ratio(),
        100 * row.waitShare(),
        row.fastShare(),
        row.fastSpeedShare());
    out.flush();
  }
}
