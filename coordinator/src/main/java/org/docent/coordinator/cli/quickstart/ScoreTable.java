package org.docent.coordinator.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Scores as a table, one row a model and stage, one column a kind of question. The same text reads
 * well on a console and is a table in Markdown.
 */
public final class ScoreTable {

  private static final int LABELS = 2;

  private ScoreTable() {}

  /** The table, each line ended. */
  public static String of(List<Score> scores) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(headings());
    scores.forEach(score -> rows.add(cells(score)));
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder table = new StringBuilder();
    table.append(line(rows.get(0), widths)).append(rule(widths));
    rows.stream().skip(1).forEach(row -> table.append(line(row, widths)));
    return table.toString();
  }

  private static List<String> headings() {
    List<String> headings = new ArrayList<>(List.of("model", "after"));
    for (Question question : Question.values()) {
      headings.add(question.key());
    }
    headings.add("all");
    return headings;
  }

  private static List<String> cells(Score score) {
    List<String> cells = new ArrayList<>(List.of(score.name(), score.stage()));
    for (Question question : Question.values()) {
      cells.add(share(score.byType().getOrDefault(question, 0.0)));
    }
    cells.add(share(score.overall()));
    return cells;
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> pad(cells.get(column), widths[column], column >= LABELS))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String rule(int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(
            column ->
                column < LABELS ? "-".repeat(widths[column]) : "-".repeat(widths[column] - 1) + ":")
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String pad(String cell, int width, boolean right) {
    String spaces = " ".repeat(width - cell.length());
    return right ? spaces + cell : cell + spaces;
  }
}
