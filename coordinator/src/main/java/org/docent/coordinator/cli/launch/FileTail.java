package org.docent.coordinator.cli.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole lines that others append to a file, from a place on; the file may come later. */
final class FileTail {

  private static final int LAST_BYTES = 16 << 10;

  private final Path file;
  private long offset;

  private FileTail(Path file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /** What comes after what is there now. */
  static FileTail fromEnd(Path file) {
    return new FileTail(file, sizeOf(file));
  }

  /** The lines that have come since the last call. */
  List<String> lines() {
    long size = sizeOf(file);
    offset = Math.min(offset, size); // a file that was cut begins anew there
    String text = read(file, offset, size);
    int end = text.lastIndexOf('\n') + 1;
    String whole = text.substring(0, end);
    offset += whole.getBytes(StandardCharsets.UTF_8).length;
    return new ArrayList<>(whole.lines().toList());
  }

  /** The last whole line of a file of short lines. */
  static Optional<String> lastLine(Path file) {
    long size = sizeOf(file);
    String text = read(file, Math.max(0, size - LAST_BYTES), size);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }

  private static long sizeOf(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0; // it is being replaced
    }
  }

  private static String read(Path file, long from, long to) {
    if (from >= to) {
      return "";
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(to - from, 1 << 20)];
      open.seek(from);
      int got = Math.max(0, open.read(bytes));
      return new String(bytes, 0, got, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
