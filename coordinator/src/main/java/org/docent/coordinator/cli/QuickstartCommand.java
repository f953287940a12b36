package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.docent.coordinator.cli.quickstart.Demonstration;
import org.docent.coordinator.cli.quickstart.QuickstartData;
import org.docent.coordinator.cli.quickstart.QuickstartReport;
import org.docent.coordinator.cli.quickstart.ReportWriter;
import org.docent.coordinator.cli.quickstart.ScoreTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything once, in small. */
@Command(
    name = "quickstart",
    description = {
      "Makes a small task, trains a teacher, distils a five times smaller student in three stages on a local"
          + " cluster, trains the same student without the teacher, and shows what the teacher changed.",
      "Takes one to three minutes on two cores."
    })
final class QuickstartCommand implements Callable<Integer> {

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "Where everything goes (default: runs/quickstart, numbered when it exists).")
  private @Nullable Path outputDir;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Of weights and batch order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--data-seed",
      paramLabel = "SEED",
      description = "Of pictures and labels (default: ${DEFAULT-VALUE}).")
  private long dataSeed = 1;

  @Option(
      names = "--label-noise",
      paramLabel = "P",
      description =
          "Share of the student's labels made wrong; 0 shows the tie (default: ${DEFAULT-VALUE}).")
  private double labelNoise = QuickstartData.ANSWER_NOISE;

  @Option(
      names = "--teachers",
      paramLabel = "N",
      description = "Teacher workers (default: ${DEFAULT-VALUE}).")
  private int teachers = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = outputDir == null ? unused(Path.of("runs", "quickstart")) : outputDir;
    QuickstartOptions options = new QuickstartOptions(folder, seed, dataSeed, labelNoise, teachers);
    QuickstartReport report = new QuickstartJob(options, out).run();
    Path written = ReportWriter.write(options.folder(), report);
    out.printf("%nHeld-out exact match, 1,500 questions:%n%n%s%n", ScoreTable.of(report.scores()));
    out.println(ReportWriter.summary(report));
    out.println();
    for (Demonstration asked : report.demonstrations()) {
      out.printf(
          "%s  %s  ->  %s  (right: %s)%n",
          asked.image(), asked.question(), asked.answer(), asked.right());
    }
    out.printf("%nreport: %s%n", written);
    out.flush();
    return 0;
  }

  private static Path unused(Path wanted) {
    Path folder = wanted;
    for (int n = 2; Files.exists(folder); n++) {
      folder = wanted.resolveSibling(wanted.getFileName() + "-" + n);
    }
    return folder;
  }
}
