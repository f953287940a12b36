package org.docent.model.weights;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** Turns stored floating point into float32, exactly: both half types are subsets of it. */
final class FloatWidening {

  /** float32's exponent bias 127 less float16's 15. */
  private static final int BIAS_DIFFERENCE = 112;

  private FloatWidening() {}

  /** Widens all elements of {@code from} into {@code to}; each buffer has its byte order set. */
  static void widen(ElementType type, ByteBuffer from, ByteBuffer to) {
    IntBuffer bits = to.asIntBuffer();
    ShortBuffer halves = from.asShortBuffer();
    switch (type) {
      case F32 -> bits.put(from.asIntBuffer());
      case BF16 -> {
        while (halves.hasRemaining()) {
          bits.put(halves.get() << 16);
        }
      }
      case F16 -> {
        while (halves.hasRemaining()) {
          bits.put(float16ToFloat32(halves.get()));
        }
      }
      default -> throw new IllegalArgumentException("not a floating point type here: " + type);
    }
  }

  /** Bits of the float32 equal to a float16 of 1 sign, 5 exponent and 10 fraction bits. */
  static int float16ToFloat32(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) { // infinite, or NaN with its payload
      return sign | 0x7f800000 | (fraction << 13);
    }
    if (exponent == 0) { // zero or subnormal: a multiple of 2^-24, normal in float32
      return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
    }
    return sign | ((exponent + BIAS_DIFFERENCE) << 23) | (fraction << 13);
  }
}
