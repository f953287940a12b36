package org.docent.coordinator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.docent.actors.bench.StreamBench;
import org.docent.actors.bench.StreamReport;
import org.docent.actors.bench.StreamWork;
import org.docent.model.checkpoint.JsonFile;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the data plane moves, beside a plain copy. */
@Command(
    name = "stream",
    description = {
      "Starts a second process that serves signals, pulls them over the loopback as a student does, and in turn copies as"
          + " many bytes by plain NIO; prints GB/s of both, their ratio, and processor seconds and garbage of both"
          + " processes a GB.",
      "A GB is 10^9 bytes. One round of each comes first and is not counted."
    })
final class BenchStreamCommand implements Callable<Integer> {

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Bytes moved each way, all rounds together (default: ${DEFAULT-VALUE}).")
  private long bytes = 4L << 30;

  @Option(
      names = "--signal-bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Bytes of a signal (default: ${DEFAULT-VALUE}).")
  private long signalBytes = 8 << 20;

  @Option(
      names = "--chunk-bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Bytes of a chunk (default: ${DEFAULT-VALUE}).")
  private long chunkBytes = 4 << 20;

  @Option(
      names = "--credit",
      paramLabel = "N",
      description = "Signals outstanding at a time (default: ${DEFAULT-VALUE}).")
  private int credit = 4;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each (default: ${DEFAULT-VALUE}).")
  private int rounds = 4;

  @Option(
      names = "--tls",
      description = "Encrypt the data plane, with certificates made for the purpose.")
  private boolean tls;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    StreamWork work =
        new StreamWork(bytes, sizeOf(signalBytes), sizeOf(chunkBytes), credit, rounds, tls);
    StreamReport report = measured(work);
    print(report, spec.commandLine().getOut());
    if (json != null) {
      JsonFile.write(json, report);
    }
    return 0;
  }

  private static StreamReport measured(StreamWork work) {
    try {
      Path folder = Files.createTempDirectory("docent-bench");
      try {
        return StreamBench.run(work, folder, System::nanoTime);
      } finally {
        removeAll(folder);
      }
    } catch (IOException e) {
      throw DocentException.stop("no temporary folder could be made: " + e.getMessage(), e);
    }
  }

  private static void removeAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static int sizeOf(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw DocentException.stop(
          "a signal or chunk has %d bytes, must have less than 2GiB".formatted(bytes));
    }
    return (int) bytes;
  }

  private static void print(StreamReport report, PrintWriter out) {
    out.printf(
        "%-28s %10s %10s%n",
        "", "plain NIO", report.transport() + (report.work().tls() ? ", TLS" : ""));
    row(
        out,
        "GB/s, median",
        StreamReport.median(report.plainGigabytesPerSecond()),
        StreamReport.median(report.streamGigabytesPerSecond()));
    row(
        out,
        "processor seconds a GB",
        report.plainCpuSecondsPerGigabyte(),
        report.streamCpuSecondsPerGigabyte());
    out.printf(
        Locale.ROOT,
        "%-28s %10s %10.2f%n",
        "MB of garbage a GB",
        "",
        report.streamGarbageMegabytesPerGigabyte());
    out.printf(Locale.ROOT, "%-28s %10s %10.2f%n", "ratio of GB/s", "", report.ratio());
    out.printf(
        "GB/s by round: plain %s, docent %s%n",
        listed(report.plainGigabytesPerSecond()), listed(report.streamGigabytesPerSecond()));
    out.flush();
  }

  private static void row(PrintWriter out, String what, double plain, double docent) {
    out.printf(Locale.ROOT, "%-28s %10.2f %10.2f%n", what, plain, docent);
  }

  private static String listed(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.2f", value))
        .collect(Collectors.joining(" "));
  }
}
