package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {

  private final Path run;

  ReportWriterTest(@TempDir Path run) {
    this.run = run;
  }

  @Test
  void countsExactAnswersByKind() {
    ScoreTally tally = new ScoreTally();
    for (Question question : Question.values()) {
      tally.add(question, true);
      tally.add(question, question == Question.SIZE);
    }

    Score score = tally.score("teacher", "conversations");

    assertThat(score.byType()).containsEntry(Question.SIZE, 1.0).containsEntry(Question.SHAPE, 0.5);
    assertThat(score.overall()).isEqualTo(0.6);
  }

  @Test
  void alignsTheTable() {
    assertThat(ScoreTable.of(List.of(score("teacher", "captions", 1, 2))))
        .isEqualTo(
            """
            | model   | after    | shape | color | count |  size | background |   all |
            | ------- | -------- | ----: | ----: | ----: | ----: | ---------: | ----: |
            | teacher | captions | 0.500 | 0.500 | 0.500 | 0.500 |      0.500 | 0.500 |
            """);
  }

  @Test
  void saysWhatWonAndWhereTheUndistilledStudentWasBest() throws IOException {
    QuickstartReport report =
        report(
            score("teacher", "conversations", 98, 100),
            score("undistilled", "sft", 70, 100),
            score("undistilled", "sft-2", 66, 100),
            score("distilled", "sft", 62, 100),
            score("distilled", "dft", 88, 100));

    String text = Files.readString(ReportWriter.write(run, report));

    assertThat(text)
        .contains("distilled student answers 88.0 %", "undistilled one 66.0 %: +22.0 points")
        .contains("at its best after sft, with 70.0 %")
        .contains("| teacher     | conversations | 0.980")
        .contains("![Losses](charts/loss.png)", "- the student: `distilled/model`")
        .contains("| heldout/000.png | What shape is shown? | cross | cross |")
        .contains("With clean labels there is nothing to gain")
        .contains("30 % of those answers")
        .contains("Data seed 1, run seed 7; the command took 150 seconds.");
  }

  @Test
  void doesNotClaimAGainWhereThereIsNone() {
    QuickstartReport report =
        report(score("undistilled", "sft-2", 70, 100), score("distilled", "dft", 65, 100));

    assertThat(ReportWriter.summary(report)).endsWith("70.0 %: -5.0 points.");
  }

  @Test
  void refusesAScoreWithoutEveryKind() {
    assertThatThrownBy(() -> new Score("a", "b", Map.of(Question.SIZE, 0.5), 0.5))
        .hasMessageContaining("a after b has no score for shape");
  }

  private QuickstartReport report(Score... scores) {
    return new QuickstartReport(
        1,
        7,
        QuickstartData.ANSWER_NOISE,
        Duration.ofSeconds(150),
        List.of(scores),
        Map.of("Losses", run.resolve("charts/loss.png")),
        Map.of("the student", run.resolve("distilled/model")),
        List.of(new Demonstration("heldout/000.png", "What shape is shown?", "cross", "cross")));
  }

  private static Score score(String name, String stage, int right, int asked) {
    ScoreTally tally = new ScoreTally();
    for (Question question : Question.values()) {
      for (int i = 0; i < asked; i++) {
        tally.add(question, i < right);
      }
    }
    return tally.score(name, stage);
  }
}
