package org.docent.coordinator.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.docent.model.storage.Disk;

/**
 * Writes {@code report.md} into a run directory: the table of scores, what it means and what it
 * does not, the loss curves, a few answers, and where everything stands.
 */
public final class ReportWriter {

  /** The file's name in the run directory. */
  public static final String FILE = "report.md";

  private static final String HEADING =
      """
      # Quickstart: a small student learns from noisy labels, with and without a teacher

      """;

  private ReportWriter() {}

  /** Writes the report, replacing an older one; links are relative to {@code runDirectory}. */
  public static Path write(Path runDirectory, QuickstartReport report) {
    StringBuilder text = new StringBuilder(HEADING);
    text.append(summary(report)).append("\n\n");
    text.append(ScoreTable.of(report.scores())).append(meaning(report));
    appendCharts(text, runDirectory, report);
    appendAnswers(text, report);
    appendPaths(text, runDirectory, report);
    Path file = runDirectory.resolve(FILE);
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw Disk.failure("write the report " + file, file, e);
    }
  }

  /** The result in a sentence or two; it says so where distillation did not win. */
  public static String summary(QuickstartReport report) {
    Score distilled = report.last(QuickstartReport.DISTILLED).orElseThrow();
    Score undistilled = report.last(QuickstartReport.UNDISTILLED).orElseThrow();
    Score best = report.best(QuickstartReport.UNDISTILLED).orElseThrow();
    double points = 100 * (distilled.overall() - undistilled.overall());
    String comparison =
        String.format(
            Locale.ROOT,
            "The distilled student answers %.1f %% of the held-out questions, the undistilled one"
                + " %.1f %%: %+.1f points.",
            100 * distilled.overall(),
            100 * undistilled.overall(),
            points);
    return best.stage().equals(undistilled.stage())
        ? comparison
        : comparison
            + String.format(
                Locale.ROOT,
                " The undistilled student was at its best after %s, with %.1f %%.",
                best.stage(),
                100 * best.overall());
  }

  private static String meaning(QuickstartReport report) {
    return String.format(
        Locale.ROOT,
        """

      Each cell is the share of held-out questions answered exactly right: %,d pictures of scenes
      that no model was trained on, the vision encoder included, with %d questions each. Guessing
      gives 0.31. One run has a sampling error of about one point, and runs with other seeds
      differ by two or three.

      ## What the comparison is

      - The teacher learned from all %,d training pictures with right captions and right answers.
        The students have captions for %,d of them and answers for %d, and %.0f %% of those answers
        were replaced by a wrong one when the file was written. The teacher has seen the right
        answers to these very pictures: a teacher that learned from better labels is the point.
        It has not seen a held-out scene.
      - Both students start from the same weights and see the same batches in the same order for
        the same number of steps. The undistilled one has plain fine-tuning where the distilled one
        has the teacher, so the budget is equal.
      - After the second stage both are alike, as they should be: that stage restarts the language
        model from its base and uses labels only. The gain appears in the third.
      - The response term (the teacher's answer distribution, L_res) is what helps here. Where a
        label is wrong the teacher's distribution is right, so the student memorises fewer wrong
        labels. The visual and the relation terms are fitted but add no more than the spread
        between seeds in this toy, and neither does distilling the first stage.
      - With clean labels there is nothing to gain: both students then reach about the same score.
      """,
        QuickstartData.HELD_OUT_SCENES,
        Question.values().length,
        QuickstartData.TRAINING_IMAGES,
        QuickstartData.STUDENT_CAPTIONS,
        QuickstartData.STUDENT_CONVERSATIONS,
        100 * report.labelNoise());
  }

  private static void appendCharts(StringBuilder text, Path base, QuickstartReport report) {
    if (!report.charts().isEmpty()) {
      text.append("\n## Loss curves\n");
    }
    report
        .charts()
        .forEach(
            (caption, png) -> text.append("\n![%s](%s)\n".formatted(caption, relative(base, png))));
  }

  private static void appendAnswers(StringBuilder text, QuickstartReport report) {
    if (!report.demonstrations().isEmpty()) {
      text.append("\n## The distilled student, asked\n\n");
      text.append("| picture | question | answer | right |\n| --- | --- | --- | --- |\n");
    }
    for (Demonstration asked : report.demonstrations()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(asked.image(), asked.question(), asked.answer(), asked.right()));
    }
  }

  private static void appendPaths(StringBuilder text, Path base, QuickstartReport report) {
    text.append("\n## Where everything is\n\n");
    report
        .paths()
        .forEach((what, path) -> text.append("- %s: `%s`\n".formatted(what, relative(base, path))));
    text.append(
        "\nData seed %d, run seed %d; the command took %d seconds.\n"
            .formatted(report.dataSeed(), report.runSeed(), report.duration().toSeconds()));
  }

  private static String relative(Path base, Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path from = base.toAbsolutePath().normalize();
    Path shown = absolute.startsWith(from) ? from.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }
}
