package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the directory at the end of a zip file, with the 64-bit fields of a large one.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE, 4.3</a>
 */
final class ZipDirectory {

  private static final int END_MARK = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END64_MARK = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_MARK = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int ENTRY_MARK = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int ENCRYPTED = 1;
  private static final int EXTRA64 = 1;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final long MAX_DIRECTORY_BYTES = 64 << 20;
  private static final long IN_EXTRA = 0xffffffffL;

  private final FileBytes bytes;

  ZipDirectory(FileBytes bytes) {
    this.bytes = bytes;
  }

  /** All entries by name. */
  SortedMap<String, ZipEntry> read() throws IOException {
    ByteBuffer directory = directory();
    SortedMap<String, ZipEntry> entries = new TreeMap<>();
    while (directory.remaining() >= ENTRY_BYTES) {
      ZipEntry entry = entry(directory);
      if (entries.put(entry.name(), entry) != null) {
        throw bytes.fault("its zip directory names an entry twice");
      }
    }
    return entries;
  }

  private ByteBuffer directory() throws IOException {
    long tailBytes = Math.min(bytes.size(), END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES);
    ByteBuffer tail = bytes.read(bytes.size() - tailBytes, (int) tailBytes);
    int end = end(tail);
    long length = Integer.toUnsignedLong(tail.getInt(end + 12));
    long begin = Integer.toUnsignedLong(tail.getInt(end + 16));
    int locator = end - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_MARK) {
      ByteBuffer end64 = bytes.read(tail.getLong(locator + 8), END64_BYTES);
      if (end64.getInt(0) != END64_MARK) {
        throw bytes.fault("its zip directory has no 64-bit end");
      }
      length = end64.getLong(40);
      begin = end64.getLong(48);
    }
    if (length < 0 || length > MAX_DIRECTORY_BYTES) {
      throw bytes.fault(
          "its zip directory has %s bytes, at most %d are read"
              .formatted(Long.toUnsignedString(length), MAX_DIRECTORY_BYTES));
    }
    return bytes.read(begin, (int) length);
  }

  private int end(ByteBuffer tail) {
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_MARK) {
        return at;
      }
    }
    throw bytes.fault("it is cut off: the directory at the end of the zip file is missing");
  }

  private ZipEntry entry(ByteBuffer directory) {
    int at = directory.position();
    int nameBytes = directory.getShort(at + 28) & 0xffff;
    int extraBytes = directory.getShort(at + 30) & 0xffff;
    int commentBytes = directory.getShort(at + 32) & 0xffff;
    int next = at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
    if (directory.getInt(at) != ENTRY_MARK || next > directory.limit()) {
      throw bytes.fault("its zip directory is broken at byte %d".formatted(at));
    }
    boolean stored =
        directory.getShort(at + 10) == 0 && (directory.getShort(at + 8) & ENCRYPTED) == 0;
    ByteBuffer name = directory.slice(at + ENTRY_BYTES, nameBytes);
    ByteBuffer extra = large(directory, at + ENTRY_BYTES + nameBytes, extraBytes);
    long content = wide(directory.getInt(at + 24), extra);
    wide(directory.getInt(at + 20), extra);
    long header = wide(directory.getInt(at + 42), extra);
    directory.position(next);
    return new ZipEntry(StandardCharsets.UTF_8.decode(name).toString(), stored, content, header);
  }

  /** The 64-bit numbers among the extra fields of an entry; empty if there are none. */
  private static ByteBuffer large(ByteBuffer directory, int begin, int length) {
    int end = begin + length;
    int at = begin;
    while (at + 4 <= end) {
      int fieldBytes = directory.getShort(at + 2) & 0xffff;
      if (directory.getShort(at) == EXTRA64 && at + 4 + fieldBytes <= end) {
        return directory.slice(at + 4, fieldBytes).order(directory.order());
      }
      at += 4 + fieldBytes;
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(int narrow, ByteBuffer extra) {
    long number = Integer.toUnsignedLong(narrow);
    if (number != IN_EXTRA) {
      return number;
    }
    if (extra.remaining() < Long.BYTES) {
      throw bytes.fault("its zip directory lacks a 64-bit number");
    }
    return extra.getLong();
  }
}
