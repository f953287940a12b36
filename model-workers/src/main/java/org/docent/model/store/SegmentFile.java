package org.docent.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a segment's file at any place; what is read is checked by whoever asked. */
final class SegmentFile implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(SegmentFile.class);
  private static final int PIECE_BYTES = 1 << 20;

  private final FileChannel channel;

  private SegmentFile(FileChannel channel) {
    this.channel = channel;
  }

  static SegmentFile open(Path file) throws IOException {
    return new SegmentFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Fills what remains in {@code into} from {@code offset} on, as far as the file goes; flips. */
  ByteBuffer read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    return into.flip();
  }

  /**
   * The front of the record at {@code offset}, which lies whole within the file with its payload.
   *
   * @throws DamagedRecordException when there is none
   */
  RecordFront frontAt(long offset) throws IOException, DamagedRecordException {
    ByteBuffer fixed = read(offset, ByteBuffer.allocate(RecordFront.FIXED_BYTES));
    if (fixed.remaining() < RecordFront.FIXED_BYTES) {
      throw new DamagedRecordException("has only " + fixed.remaining() + " bytes");
    }
    int length = RecordFront.bytesOf(fixed);
    RecordFront front = RecordFront.decode(read(offset, ByteBuffer.allocate(length)));
    long end = offset + (long) front.units() * RecordFront.ALIGNMENT;
    if (end > size()) {
      throw new DamagedRecordException(
          "should end at byte %d, the file does at %d".formatted(end, size()));
    }
    return front;
  }

  /** CRC-32C of so many bytes from {@code offset} on. */
  int checksum(long offset, int length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocate(Math.min(length, PIECE_BYTES));
    for (long done = 0; done < length; done += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), length - done));
      crc.update(read(offset + done, piece));
      if (piece.limit() == 0) {
        break;
      }
    }
    return (int) crc.getValue();
  }

  /** Where the next record begins, from {@code offset} on; -1 when none does. */
  long nextRecord(long offset) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long from = offset; from < size(); from += PIECE_BYTES) {
      read(from, piece.clear());
      for (int at = 0; at + Integer.BYTES <= piece.limit(); at += RecordFront.ALIGNMENT) {
        if (piece.getInt(at) == RecordFront.MAGIC && isRecord(from + at)) {
          return from + at;
        }
      }
    }
    return -1;
  }

  private boolean isRecord(long offset) throws IOException {
    try {
      frontAt(offset);
      return true;
    } catch (DamagedRecordException e) {
      return false; // its magic lies in the middle of a payload
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("a segment that was read did not close", e);
    }
  }
}
