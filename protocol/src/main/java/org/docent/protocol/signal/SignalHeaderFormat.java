package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;

/**
 * A {@link SignalHeader} as bytes: micro-batch id, rows and width of the hidden states and of the
 * features, batch fingerprint, length and bytes of the teacher's fingerprint. The frame round it
 * carries version and checksum.
 */
public final class SignalHeaderFormat {

  private static final int FIXED_BYTES = 8 * Integer.BYTES + Long.BYTES + Short.BYTES;
  private static final int MAX_FINGERPRINT_BYTES = 1024;

  private SignalHeaderFormat() {}

  public static ByteBuffer encode(SignalHeader header) {
    byte[] fingerprint = header.teacherFingerprint().getBytes(StandardCharsets.UTF_8);
    if (fingerprint.length > MAX_FINGERPRINT_BYTES) {
      throw new IllegalArgumentException(
          "teacher fingerprint has "
              + fingerprint.length
              + " bytes, must have at most "
              + MAX_FINGERPRINT_BYTES);
    }
    MicroBatchId id = header.id();
    ByteBuffer frame = ByteBuffer.allocate(FIXED_BYTES + fingerprint.length);
    frame.putInt(id.stage()).putInt(id.step()).putInt(id.rank()).putInt(id.part());
    frame.putInt(header.rows()).putInt(header.width());
    frame
        .putInt(header.featureRows())
        .putInt(header.featureWidth())
        .putLong(header.batchFingerprint());
    return frame.putShort((short) fingerprint.length).put(fingerprint).flip();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DocentException when the bytes are no header
   */
  public static SignalHeader decode(ByteBuffer bytes) {
    ByteBuffer frame = bytes.duplicate();
    if (frame.remaining() < FIXED_BYTES) {
      throw DocentException.retry(
          "a signal's header has " + frame.remaining() + " bytes, needs " + FIXED_BYTES);
    }
    try {
      MicroBatchId id =
          new MicroBatchId(frame.getInt(), frame.getInt(), frame.getInt(), frame.getInt());
      int rows = frame.getInt();
      int width = frame.getInt();
      int featureRows = frame.getInt();
      int featureWidth = frame.getInt();
      long batchFingerprint = frame.getLong();
      int length = frame.getShort();
      if (length != frame.remaining()) {
        throw DocentException.retry(
            "a signal's header announces a fingerprint of "
                + length
                + " bytes and carries "
                + frame.remaining());
      }
      String fingerprint = StandardCharsets.UTF_8.decode(frame).toString();
      return new SignalHeader(
          id, rows, width, featureRows, featureWidth, batchFingerprint, fingerprint);
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("a signal's header is malformed: " + e.getMessage(), e);
    }
  }
}
