package org.docent.model.data;

import java.nio.ByteBuffer;

/** The IHDR chunk of a PNG (specification: ISO/IEC 15948, 11.2.2). */
record PngHeader(int width, int height, int bitDepth, int colourType, boolean interlaced) {

  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;

  static PngHeader parse(ByteBuffer chunk) throws MalformedImageException {
    if (chunk.remaining() != 13) {
      throw new MalformedImageException(
          "its header chunk has " + chunk.remaining() + " bytes, not 13");
    }
    int width = chunk.getInt();
    int height = chunk.getInt();
    int bitDepth = chunk.get();
    int colourType = chunk.get();
    chunk.getShort();
    int interlace = chunk.get();
    if (!allowed(colourType, bitDepth) || interlace < 0 || interlace > 1) {
      throw new MalformedImageException(
          "PNG knows no colour type "
              + colourType
              + " with bit depth "
              + bitDepth
              + " and interlace method "
              + interlace);
    }
    return new PngHeader(width, height, bitDepth, colourType, interlace == 1);
  }

  private static boolean allowed(int colourType, int bitDepth) {
    return switch (colourType) {
      case GREY -> bitDepth >= 1 && bitDepth <= 16 && Integer.bitCount(bitDepth) == 1;
      case PALETTE -> bitDepth >= 1 && bitDepth <= 8 && Integer.bitCount(bitDepth) == 1;
      case RGB, GREY_ALPHA, RGBA -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }

  int channels() {
    return switch (colourType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  /** Bytes of one scan line of {@code pixels} pixels, without its filter byte. */
  long rowBytes(int pixels) {
    return ((long) pixels * channels() * bitDepth + 7) / 8;
  }

  /** How far back a filter looks for the pixel to the left, in bytes. */
  int filterStep() {
    return Math.max(1, channels() * bitDepth / 8);
  }
}
