package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.docent.protocol.failure.DocentException;

/**
 * What every frame of the data plane shares: it begins with {@link #MAGIC} and {@link #VERSION},
 * numbers are big-endian, and it carries a CRC-32C over all of its other bytes. A layout that
 * changes gets a new version; a peer of another version is refused.
 */
final class StreamFormat {

  /** "DCNT". */
  static final int MAGIC = 0x44434E54;

  static final short VERSION = 3;

  private StreamFormat() {}

  static void begin(ByteBuffer frame) {
    frame.putInt(MAGIC).putShort(VERSION);
  }

  static void requireBeginning(String what, ByteBuffer frame) {
    int magic = frame.getInt();
    if (magic != MAGIC) {
      throw DocentException.retry(
          String.format(
              "%s begins with 0x%08X, must begin with 0x%08X: the peer does not speak this protocol",
              what, magic, MAGIC));
    }
    short version = frame.getShort();
    if (version != VERSION) {
      throw DocentException.retry(
          what
              + " is of version "
              + version
              + ", must be "
              + VERSION
              + ": run the same Docent on both ends");
    }
  }

  /** Appends the CRC-32C of everything before the buffer's position. */
  static void seal(ByteBuffer frame) {
    frame.putInt(checksum(frame.duplicate().flip()));
  }

  /** Checks the CRC-32C in the last four bytes of a whole frame. */
  static void requireSealed(String what, ByteBuffer frame) {
    int end = frame.limit() - Integer.BYTES;
    int actual = checksum(frame.duplicate().position(0).limit(end));
    requireChecksum(what, frame.getInt(end), actual);
  }

  static void requireChecksum(String what, int stated, int actual) {
    if (stated != actual) {
      throw DocentException.retry(
          String.format("%s has CRC-32C 0x%08X, its bytes give 0x%08X", what, stated, actual));
    }
  }

  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
