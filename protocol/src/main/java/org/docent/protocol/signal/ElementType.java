package org.docent.protocol.signal;

/** What the numbers of a section are, little-endian. Codes are append-only. */
public enum ElementType {
  FLOAT32(1, 4),
  BF16(2, 2),
  FLOAT16(3, 2),
  INT8(4, 1),
  /** Bytes without a sign; also bits, eight a byte from the lowest on. */
  UINT8(5, 1);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  byte code() {
    return (byte) code;
  }

  static ElementType of(byte code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("element type " + code + ", must be 1 to 5");
  }
}
