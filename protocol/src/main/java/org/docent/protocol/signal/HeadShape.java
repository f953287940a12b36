package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import org.docent.protocol.failure.DocentException;

/**
 * What stands before a teacher's head: {@code vocabulary × width} little-endian float32 follow.
 *
 * @param width the teacher's hidden size
 */
public record HeadShape(int vocabulary, int width) {

  public HeadShape {
    if (vocabulary < 1 || width < 1) {
      throw new IllegalArgumentException(
          "teacher head is " + vocabulary + " x " + width + ", both must be at least 1");
    }
  }

  public long payloadBytes() {
    return 4L * vocabulary * width;
  }

  public ByteBuffer encode() {
    return ByteBuffer.allocate(2 * Integer.BYTES).putInt(vocabulary).putInt(width).flip();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DocentException when the bytes are no shape of a head
   */
  public static HeadShape decode(ByteBuffer bytes) {
    if (bytes.remaining() != 2 * Integer.BYTES) {
      throw DocentException.retry(
          "shape of a teacher head has " + bytes.remaining() + " bytes, must have 8");
    }
    ByteBuffer frame = bytes.duplicate();
    try {
      return new HeadShape(frame.getInt(), frame.getInt());
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("a teacher head is malformed: " + e.getMessage(), e);
    }
  }
}
