package org.docent.model.eval.report;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.docent.model.eval.ScoreCard;

/**
 * One model of the table.
 *
 * @param method what trained it
 * @param languageModel its language model
 * @param cells of a hundred; a column without is empty
 * @param seven the mean the paper calls Avg7, none unless all its seven are there
 * @param ten the mean of all columns, none unless all are there
 */
public record TableRow(
    String method,
    String languageModel,
    Origin origin,
    Map<Column, Double> cells,
    OptionalDouble seven,
    OptionalDouble ten) {

  /** Where its numbers are from. */
  public enum Origin {
    PUBLISHED,
    MEASURED
  }

  public TableRow {
    cells = Map.copyOf(cells);
  }

  /** A row of our own; scores of benchmarks that have no column are passed over. */
  public static TableRow measured(String method, String languageModel, List<ScoreCard> scores) {
    Map<Column, Double> cells = new EnumMap<>(Column.class);
    for (ScoreCard card : scores) {
      for (Column column : Column.values()) {
        if (column.benchmark().equals(card.benchmark())) {
          column.cell(card.score()).ifPresent(value -> cells.put(column, value));
        }
      }
    }
    List<Column> all = Arrays.asList(Column.values());
    return new TableRow(
        method,
        languageModel,
        Origin.MEASURED,
        cells,
        mean(cells, all.stream().filter(Column::ofSeven).toList()),
        mean(cells, all));
  }

  /** The mean of {@code columns}; none if one is empty. */
  static OptionalDouble mean(Map<Column, Double> cells, List<Column> columns) {
    return cells.keySet().containsAll(columns)
        ? columns.stream().mapToDouble(cells::get).average()
        : OptionalDouble.empty();
  }
}
