package org.docent.model.weights.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.docent.protocol.failure.DocentException;

/** The bytes of a pickle, read forward; nothing is taken that is not there. */
final class PickleInput {

  private static final int MAX_GLOBAL_BYTES = 200;

  private final String origin;
  private final ByteBuffer bytes;

  PickleInput(String origin, ByteBuffer bytes) {
    this.origin = origin;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int uint8() {
    return require(1).get() & 0xff;
  }

  int uint16() {
    return require(2).getShort() & 0xffff;
  }

  int int32() {
    return require(4).getInt();
  }

  void skip(int count) {
    require(count).position(bytes.position() + count);
  }

  /** A little-endian two's complement number of so many bytes, at most 8. */
  long whole(int count) {
    long number = 0;
    require(count);
    for (int i = 0; i < count; i++) {
      long next = i == count - 1 ? bytes.get() : bytes.get() & 0xff;
      number |= next << (8 * i);
    }
    return number;
  }

  String text(int count) {
    if (count < 0) {
      throw fault("has a string of %s bytes".formatted(Integer.toUnsignedString(count)));
    }
    require(count);
    byte[] text = new byte[count];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The bytes up to the next line feed, as printable characters. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int next = uint8(); next != '\n'; next = uint8()) {
      if (line.length() == MAX_GLOBAL_BYTES) {
        throw fault("has a name of more than %d bytes".formatted(MAX_GLOBAL_BYTES));
      }
      line.append(next < ' ' || next > '~' ? '?' : (char) next);
    }
    return line.toString();
  }

  /** A fault at the current place. */
  DocentException fault(String rule) {
    return DocentException.stop(
        "%s: its pickle %s before byte %d; fetch the file again or save it as safetensors"
            .formatted(origin, rule, position()));
  }

  private ByteBuffer require(int count) {
    if (bytes.remaining() < count) {
      throw fault("is cut off");
    }
    return bytes;
  }
}
