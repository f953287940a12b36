package org.docent.model.data;

/**
 * An image of 8-bit RGB pixels, row by row from the top: {@code rgb[(y * width + x) * 3 +
 * channel]}. The array is not copied; nobody writes to it once the image is made.
 */
@SuppressWarnings("ArrayRecordComponent") // pixels are shared on purpose; nobody compares images
public record PixelImage(int width, int height, byte[] rgb) {

  /** The size above which Pillow refuses an image as a decompression bomb. */
  static final long MOST_PIXELS = 178_956_970L;

  public PixelImage {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "An image needs at least one pixel a side, not " + width + "x" + height);
    }
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "An image of "
              + width
              + "x"
              + height
              + " has "
              + 3L * width * height
              + " bytes, not "
              + rgb.length);
    }
  }

  /** A black image whose pixels the caller fills before anybody else sees it. */
  static PixelImage blank(int width, int height) throws MalformedImageException {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new MalformedImageException(
          "it claims to be "
              + width
              + "x"
              + height
              + " pixels; 1 to "
              + MOST_PIXELS
              + " pixels are read");
    }
    return new PixelImage(width, height, new byte[3 * width * height]);
  }
}
