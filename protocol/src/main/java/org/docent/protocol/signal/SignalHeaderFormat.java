package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;

/**
 * A {@link SignalHeader} as bytes: micro-batch id, batch fingerprint, the teacher's fingerprint and
 * the codec each with its length, the number of sections and of each its name, type, rows and
 * width. The frame round it carries version and checksum.
 */
public final class SignalHeaderFormat {

  private static final int FIXED_BYTES = 4 * Integer.BYTES + Long.BYTES + 3 * Short.BYTES;
  private static final int SPEC_BYTES = 2 + 2 * Integer.BYTES;
  private static final int MAX_TEXT_BYTES = 1024;

  private SignalHeaderFormat() {}

  public static ByteBuffer encode(SignalHeader header) {
    byte[] fingerprint = text("teacher fingerprint", header.teacherFingerprint());
    byte[] codec = text("codec", header.codec());
    int specBytes = SPEC_BYTES * header.sections().size();
    MicroBatchId id = header.id();
    ByteBuffer frame =
        ByteBuffer.allocate(FIXED_BYTES + fingerprint.length + codec.length + specBytes);
    frame.putInt(id.stage()).putInt(id.step()).putInt(id.rank()).putInt(id.part());
    frame.putLong(header.batchFingerprint());
    frame.putShort((short) fingerprint.length).put(fingerprint);
    frame.putShort((short) codec.length).put(codec);
    frame.putShort((short) header.sections().size());
    for (TensorSpec spec : header.sections()) {
      frame.put(spec.section().code()).put(spec.type().code());
      frame.putInt(spec.rows()).putInt(spec.width());
    }
    return frame.flip();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DocentException when the bytes are no header
   */
  public static SignalHeader decode(ByteBuffer bytes) {
    ByteBuffer frame = bytes.duplicate();
    require(frame, FIXED_BYTES);
    try {
      MicroBatchId id =
          new MicroBatchId(frame.getInt(), frame.getInt(), frame.getInt(), frame.getInt());
      long batchFingerprint = frame.getLong();
      String fingerprint = text(frame);
      String codec = text(frame);
      SignalHeader header =
          new SignalHeader(id, batchFingerprint, fingerprint, codec, sections(frame));
      if (frame.hasRemaining()) {
        throw DocentException.retry(
            "a signal's header has " + frame.remaining() + " bytes after its end");
      }
      return header;
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("a signal's header is malformed: " + e.getMessage(), e);
    }
  }

  private static List<TensorSpec> sections(ByteBuffer frame) {
    require(frame, Short.BYTES);
    int count = frame.getShort();
    if (count < 0 || count > SignalHeader.MAX_SECTIONS) {
      throw DocentException.retry(
          "a signal's header announces %d sections, at most %d"
              .formatted(count, SignalHeader.MAX_SECTIONS));
    }
    require(frame, SPEC_BYTES * count);
    List<TensorSpec> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(
          new TensorSpec(
              SignalSection.of(frame.get()),
              ElementType.of(frame.get()),
              frame.getInt(),
              frame.getInt()));
    }
    return sections;
  }

  private static byte[] text(String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "%s has %d bytes, must have at most %d".formatted(what, bytes.length, MAX_TEXT_BYTES));
    }
    return bytes;
  }

  private static String text(ByteBuffer frame) {
    require(frame, Short.BYTES);
    int length = frame.getShort();
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw DocentException.retry(
          "a signal's header announces a text of %d bytes, at most %d"
              .formatted(length, MAX_TEXT_BYTES));
    }
    require(frame, length);
    byte[] bytes = new byte[length];
    frame.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void require(ByteBuffer frame, int bytes) {
    if (frame.remaining() < bytes) {
      throw DocentException.retry(
          "a signal's header ends %d bytes early".formatted(bytes - frame.remaining()));
    }
  }
}
