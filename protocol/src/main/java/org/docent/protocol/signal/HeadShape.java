package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;

/**
 * What stands before a teacher's head: {@code vocabulary × width} little-endian elements follow.
 *
 * @param width the teacher's hidden size
 * @param type of an element; on the wire, its bytes
 */
public record HeadShape(int vocabulary, int width, Dtype type) {

  private static final int BYTES = 3 * Integer.BYTES;

  public HeadShape {
    if (vocabulary < 1 || width < 1) {
      throw new IllegalArgumentException(
          "teacher head is " + vocabulary + " x " + width + ", both must be at least 1");
    }
  }

  public long payloadBytes() {
    return (long) type.bytes() * vocabulary * width;
  }

  public ByteBuffer encode() {
    return ByteBuffer.allocate(BYTES).putInt(vocabulary).putInt(width).putInt(type.bytes()).flip();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DocentException when the bytes are no shape of a head
   */
  public static HeadShape decode(ByteBuffer bytes) {
    if (bytes.remaining() != BYTES) {
      throw DocentException.retry(
          "shape of a teacher head has " + bytes.remaining() + " bytes, must have " + BYTES);
    }
    ByteBuffer frame = bytes.duplicate();
    try {
      return new HeadShape(frame.getInt(), frame.getInt(), typeOf(frame.getInt()));
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("a teacher head is malformed: " + e.getMessage(), e);
    }
  }

  private static Dtype typeOf(int bytes) {
    return Arrays.stream(Dtype.values())
        .filter(type -> type.bytes() == bytes)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("its elements have " + bytes + " bytes, not 2 or 4"));
  }
}
