package org.docent.model.eval.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.docent.model.text.PythonText;

/**
 * The rows of the paper's main table, from the file {@code published.tsv} that names their source.
 */
public final class PublishedRows {

  private static final String FILE = "published.tsv";

  private PublishedRows() {}

  /** All rows in the paper's order. */
  public static List<TableRow> read() {
    try (InputStream in = PublishedRows.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("This build lacks " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> row(PythonText.split(line, "\t")))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("This build's " + FILE + " cannot be read", e);
    }
  }

  private static TableRow row(List<String> parts) {
    Column[] columns = Column.values();
    if (parts.size() != columns.length + 4) {
      throw new IllegalStateException(FILE + " has a row of " + parts.size() + " parts: " + parts);
    }
    Map<Column, Double> cells = new EnumMap<>(Column.class);
    for (int i = 0; i < columns.length; i++) {
      OptionalDouble cell = number(parts.get(i + 2));
      if (cell.isPresent()) {
        cells.put(columns[i], cell.getAsDouble());
      }
    }
    return new TableRow(
        parts.get(0),
        parts.get(1),
        TableRow.Origin.PUBLISHED,
        cells,
        number(parts.get(columns.length + 2)),
        number(parts.get(columns.length + 3)));
  }

  private static OptionalDouble number(String part) {
    return part.equals("-") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(part));
  }
}
