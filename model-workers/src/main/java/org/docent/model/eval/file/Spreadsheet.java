package org.docent.model.eval.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * An xlsx file of one sheet, as pandas' {@code to_excel} lays it out: names of columns, then rows.
 */
public final class Spreadsheet {

  private Spreadsheet() {}

  /**
   * Writes a sheet.
   *
   * @param rows of one cell a column; an empty text is an empty cell
   * @param numbers the column of whole numbers; all others are text
   */
  public static void write(
      OutputStream out, List<String> columns, List<List<String>> rows, String numbers)
      throws IOException {
    int numberColumn = columns.indexOf(numbers);
    try (Workbook workbook = new Workbook(out, "Docent", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("Sheet1");
      for (int column = 0; column < columns.size(); column++) {
        sheet.value(0, column, columns.get(column));
      }
      for (int row = 0; row < rows.size(); row++) {
        write(sheet, row + 1, rows.get(row), numberColumn);
      }
    }
  }

  private static void write(Worksheet sheet, int row, List<String> cells, int numberColumn) {
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      if (column == numberColumn) {
        sheet.value(row, column, Long.parseLong(cell));
      } else if (!cell.isEmpty()) {
        sheet.value(row, column, cell);
      }
    }
  }
}
