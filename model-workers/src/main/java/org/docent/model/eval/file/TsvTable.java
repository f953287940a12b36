package org.docent.model.eval.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.docent.protocol.failure.DocentException;

/**
 * A table of tab-separated values, as pandas' {@code read_table} reads it: the first row names the
 * columns, a cell may be in quotes and then hold tabs and line ends, and some words stand for an
 * empty cell. Long cells, which are pictures, are left in the file.
 */
public final class TsvTable {

  /** Of a longer cell only the place is kept, if its column is read by place. */
  private static final int SHORT_CELL = 64;

  /** What pandas reads as nothing. */
  private static final Set<String> NOTHING =
      Set.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  private final Path file;
  private final List<String> columns;
  private final List<TsvReader.Row> rows;

  private TsvTable(Path file, List<String> columns, List<TsvReader.Row> rows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Reads {@code file}.
   *
   * @param byPlace the column of which long cells are not kept
   * @throws DocentException naming file and line if a row is longer than the first
   */
  public static TsvTable read(Path file, String byPlace) {
    List<TsvReader.Row> rows = new ArrayList<>();
    TsvReader.read(file, byPlace, SHORT_CELL, rows::add);
    if (rows.isEmpty()) {
      throw DocentException.stop(file + " is empty.");
    }
    List<String> columns = rows.remove(0).cells().stream().map(TsvReader.Cell::text).toList();
    for (TsvReader.Row row : rows) {
      if (row.cells().size() > columns.size()) {
        throw DocentException.stop(
            "%s, line %d: it has %d cells, but there are %d columns."
                .formatted(file, row.line(), row.cells().size(), columns.size()));
      }
    }
    return new TsvTable(file, columns, rows);
  }

  public Path file() {
    return file;
  }

  public List<String> columns() {
    return columns;
  }

  /** How many rows there are below the names of the columns. */
  public int size() {
    return rows.size();
  }

  /** The line in the file on which row {@code row}, from 0, begins. */
  public int line(int row) {
    return rows.get(row).line();
  }

  /** A cell's text; none if it is empty, says so or its column is not there. */
  public Optional<String> text(int row, String column) {
    return cell(row, column).map(TsvReader.Cell::text).filter(text -> !NOTHING.contains(text));
  }

  /** Where a cell of the column read by place is; none if it is short. */
  public Optional<TsvReader.Cell> longCell(int row, String column) {
    return cell(row, column).filter(cell -> cell.length() > SHORT_CELL);
  }

  private Optional<TsvReader.Cell> cell(int row, String column) {
    int at = columns.indexOf(column);
    List<TsvReader.Cell> cells = rows.get(row).cells();
    return at < 0 || at >= cells.size() ? Optional.empty() : Optional.of(cells.get(at));
  }

  /** The error that names file and line; {@code reason} ends its sentence. */
  public DocentException fault(int row, String reason) {
    return DocentException.stop(file + ", line " + line(row) + ": " + reason + ".");
  }
}
