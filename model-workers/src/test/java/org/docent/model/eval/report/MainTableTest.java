package org.docent.model.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.ScoreCard;
import org.docent.model.eval.benchmark.Benchmarks;
import org.docent.model.eval.report.TableRow.Origin;
import org.junit.jupiter.api.Test;

class MainTableTest {

  private static ScoreCard card(String benchmark, String measure, double value) {
    return new ScoreCard(
        benchmark,
        "student",
        new Score(List.of(new Measure(measure, value, Measure.Unit.PERCENT))));
  }

  /** The scores of LLaVA-KD-1B as its benchmarks would give them. */
  private static List<ScoreCard> scores() {
    return List.of(
        card("pope", "mean F1", 85.9),
        card("vqav2", "accuracy", 77.0),
        card("gqa", "accuracy", 59.6),
        card("vizwiz", "accuracy", 35.9),
        card("scienceqa", "IMG accuracy", 60.6),
        card("textvqa", "accuracy", 49.9),
        card("mme", "perception", 1290),
        card("mmbench", "circular accuracy", 60.1),
        card("mmbench-cn", "circular accuracy", 55.5),
        card("mmmu", "accuracy", 30.2),
        card("vqav2-val", "accuracy", 1));
  }

  @Test
  void setsOurRowBesideThePublishedOne() {
    TableRow published =
        PublishedRows.read().stream()
            .filter(row -> row.method().equals("LLaVA-KD-1B"))
            .findFirst()
            .orElseThrow();
    TableRow ours = TableRow.measured("Docent", "Qwen1.5-0.5B", scores());

    assertThat(MainTable.markdown(List.of(published, ours)))
        .isEqualTo(
            """
            | Method | LLM | Row | VQAv2 | GQA | VizWiz | SciQA | TextVQA | MME | MMB | MMB-CN | POPE | MMMU | Avg7 | Avg10 |
            | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | LLaVA-KD-1B | Qwen1.5-0.5B | published | 77.0 | 59.6 | 35.9 | 60.6 | 49.9 | 64.5 | 60.1 | 55.5 | 85.9 | 30.2 | 55.2 | 57.9 |
            | Docent | Qwen1.5-0.5B | measured | 77.0 | 59.6 | 35.9 | 60.6 | 49.9 | 64.5 | 60.1 | 55.5 | 85.9 | 30.2 | 55.2 | 57.9 |
            """);
  }

  @Test
  void leavesEmptyWhatIsMissingAndEveryMeanOfIt() {
    List<ScoreCard> seven =
        scores().stream()
            .filter(card -> !List.of("vqav2", "pope", "mmmu").contains(card.benchmark()))
            .toList();
    List<ScoreCard> six = seven.stream().filter(card -> !card.benchmark().equals("gqa")).toList();

    assertThat(MainTable.markdown(List.of(TableRow.measured("a|b", "L", seven))))
        .endsWith(
            "| a\\|b | L | measured |  | 59.6 | 35.9 | 60.6 | 49.9 | 64.5 | 60.1 | 55.5 |  |  |"
                + " 55.2 |  |\n");
    assertThat(TableRow.measured("a", "L", six).seven()).isEmpty();
    assertThat(TableRow.measured("a", "L", List.of()).cells()).isEmpty();
  }

  @Test
  void leavesACellEmptyWhereTheScoreLacksItsNumber() {
    TableRow row =
        TableRow.measured(
            "Docent", "L", List.of(card("mme", "existence", 190), card("mmbench", "accuracy", 66)));

    assertThat(row.cells()).isEmpty();
  }

  @Test
  void hasAColumnForEachBenchmarkOfThePaperInItsOrder() {
    assertThat(Arrays.stream(Column.values()).map(Column::benchmark))
        .containsExactlyElementsOf(
            Benchmarks.ofThePaper().stream().map(benchmark -> benchmark.name()).toList());
  }

  /** The published means follow from the published cells, so no cell was misread. */
  @Test
  void publishesMeansThatFollowFromTheirCells() {
    List<TableRow> rows = PublishedRows.read();
    assertThat(rows).hasSize(13).allMatch(row -> row.origin() == Origin.PUBLISHED);
    List<Column> all = Arrays.asList(Column.values());
    List<Column> seven = new ArrayList<>(all);
    seven.removeIf(column -> !column.ofSeven());
    for (TableRow row : rows) {
      check(row, row.seven(), TableRow.mean(row.cells(), seven));
      check(row, row.ten(), TableRow.mean(row.cells(), all));
    }
  }

  private static void check(TableRow row, OptionalDouble published, OptionalDouble computed) {
    assertThat(computed.isPresent()).as(row.toString()).isEqualTo(published.isPresent());
    if (published.isPresent()) {
      assertThat(computed.getAsDouble())
          .as(row.toString())
          .isCloseTo(published.getAsDouble(), within(0.05 + 1e-9));
    }
  }
}
