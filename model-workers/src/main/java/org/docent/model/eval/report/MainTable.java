package org.docent.model.eval.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The paper's main table in Markdown, to one decimal as there. */
public final class MainTable {

  private MainTable() {}

  /** One line a row, in the order given; each says whether it is published or measured. */
  public static String markdown(List<TableRow> rows) {
    List<String> heads = new ArrayList<>(List.of("Method", "LLM", "Row"));
    List<String> aligned = new ArrayList<>(List.of("---", "---", "---"));
    for (Column column : Column.values()) {
      heads.add(column.title());
      aligned.add("---:");
    }
    heads.addAll(List.of("Avg7", "Avg10"));
    aligned.addAll(List.of("---:", "---:"));
    StringBuilder table = new StringBuilder(line(heads)).append(line(aligned));
    rows.forEach(row -> table.append(line(cells(row))));
    return table.toString();
  }

  private static List<String> cells(TableRow row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.method().replace("|", "\\|"));
    cells.add(row.languageModel().replace("|", "\\|"));
    cells.add(row.origin().name().toLowerCase(Locale.ROOT));
    for (Column column : Column.values()) {
      Double cell = row.cells().get(column);
      cells.add(number(cell == null ? OptionalDouble.empty() : OptionalDouble.of(cell)));
    }
    cells.add(number(row.seven()));
    cells.add(number(row.ten()));
    return cells;
  }

  private static String number(OptionalDouble value) {
    return value.isEmpty()
        ? ""
        : BigDecimal.valueOf(value.getAsDouble()).setScale(1, RoundingMode.HALF_UP).toPlainString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
