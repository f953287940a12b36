package org.docent.model.weights;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** Turns float32 into a half type by rounding to the nearest, of two to the even one. */
final class FloatNarrowing {

  private static final int INFINITE = 0x7f800000;

  /** 65520, half way between float16's largest number and the next power of two. */
  private static final int FLOAT16_OVERFLOW = 0x477ff000;

  /** 2^-14, float16's smallest normal number. */
  private static final int FLOAT16_NORMAL = 0x38800000;

  /** float32's exponent bias 127 less float16's 15, where an exponent stands. */
  private static final int REBIAS = (127 - 15) << 23;

  private FloatNarrowing() {}

  /** Narrows all elements of {@code from} into {@code to}; each buffer has its byte order set. */
  static void narrow(ElementType type, ByteBuffer from, ByteBuffer to) {
    IntBuffer bits = from.asIntBuffer();
    ShortBuffer halves = to.asShortBuffer();
    switch (type) {
      case F32 -> to.asIntBuffer().put(bits);
      case BF16 -> {
        while (bits.hasRemaining()) {
          halves.put(float32ToBfloat16(bits.get()));
        }
      }
      case F16 -> {
        while (bits.hasRemaining()) {
          halves.put(float32ToFloat16(bits.get()));
        }
      }
      default -> throw new IllegalArgumentException("not a floating point type here: " + type);
    }
  }

  /** Bits of the bfloat16 nearest to a float32; a NaN keeps the upper part of its payload. */
  static short float32ToBfloat16(int bits) {
    if ((bits & 0x7fffffff) > INFINITE) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /** Bits of the float16 nearest to a float32; infinite from 65520 on. */
  static short float32ToFloat16(int bits) {
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > INFINITE) {
      return (short) (sign | 0x7e00 | (magnitude >>> 13 & 0x3ff));
    }
    if (magnitude >= FLOAT16_OVERFLOW) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude >= FLOAT16_NORMAL) {
      return (short) (sign | (magnitude + 0xfff + (magnitude >>> 13 & 1) - REBIAS) >>> 13);
    }
    // Subnormal: a whole number of 2^-24. The product is exact in float64.
    return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
  }
}
