package org.docent.model.eval.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * Cuts a file into cells in one pass over its bytes. A quote opens only at a cell's start; within
 * quotes a doubled one is one; behind the closing one the cell goes on as it is. Blank lines are
 * passed over.
 */
public final class TsvReader {

  private static final int END = -1;
  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /**
   * A cell.
   *
   * @param text in UTF-8, without quotes; empty where only the place is kept
   * @param start in the file, in bytes, quotes left out
   * @param length in bytes, quotes left out
   */
  public record Cell(String text, long start, int length) {}

  /** The cells of a row, and the line it begins on, from 1. */
  record Row(int line, List<Cell> cells) {}

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private final String byPlace;
  private final int shortCell;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private List<String> columns = List.of();
  private long position;
  private int line = 1;
  private int next;

  private TsvReader(InputStream in, String byPlace, int shortCell) {
    this.in = in;
    this.byPlace = byPlace;
    this.shortCell = shortCell;
  }

  /** Reads every row, that of the columns' names first. */
  static void read(Path file, String byPlace, int shortCell, Consumer<Row> rows) {
    try (InputStream in = Files.newInputStream(file)) {
      new TsvReader(in, byPlace, shortCell).read(rows);
    } catch (IOException e) {
      throw DocentException.stop(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private void read(Consumer<Row> rows) throws IOException {
    filled = in.readNBytes(buffer, 0, BUFFER);
    int mark = BYTE_ORDER_MARK.length;
    if (filled >= mark && Arrays.equals(buffer, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
      at = mark;
      position = mark;
    }
    next = nextByte();
    while (next != END) {
      Row row = row();
      boolean blank = row.cells().size() == 1 && row.cells().get(0).length() == 0;
      if (!blank) {
        if (columns.isEmpty()) {
          columns = row.cells().stream().map(Cell::text).toList();
        }
        rows.accept(row);
      }
    }
  }

  private Row row() throws IOException {
    int first = line;
    List<Cell> cells = new ArrayList<>();
    cells.add(cell(0));
    while (next == '\t') {
      advance();
      cells.add(cell(cells.size()));
    }
    if (next == '\r') {
      advance();
    }
    if (next == '\n') {
      advance();
    }
    line++;
    return new Row(first, cells);
  }

  private Cell cell(int column) throws IOException {
    boolean placed = column < columns.size() && columns.get(column).equals(byPlace);
    text.reset();
    int length = 0;
    boolean quoted = next == '"';
    if (quoted) {
      advance();
    }
    long start = position;
    while (next != END && (quoted || !endsCell(next))) {
      if (quoted && next == '"') {
        advance();
        quoted = next == '"';
        if (!quoted) {
          continue;
        }
      }
      if (next == '\n') {
        line++;
      }
      if (!placed || length <= shortCell) {
        text.write(next);
      }
      length++;
      advance();
    }
    boolean kept = !placed || length <= shortCell;
    return new Cell(kept ? text.toString(StandardCharsets.UTF_8) : "", start, length);
  }

  private static boolean endsCell(int next) {
    return next == '\t' || next == '\n' || next == '\r';
  }

  private void advance() throws IOException {
    next = nextByte();
    position++;
  }

  private int nextByte() throws IOException {
    if (at == filled) {
      filled = in.readNBytes(buffer, 0, BUFFER);
      at = 0;
      if (filled == 0) {
        return END;
      }
    }
    return buffer[at++] & 0xff;
  }
}
