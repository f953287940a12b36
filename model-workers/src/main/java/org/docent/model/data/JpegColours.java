package org.docent.model.data;

import java.awt.image.Raster;
import org.docent.model.data.JpegHeader.ColourSpace;

/** The colour conversions of libjpeg (16-bit fixed point) and Pillow's CMYK to RGB. */
final class JpegColours {

  private static final int HALF = 1 << 15;

  private JpegColours() {}

  static PixelImage toRgb(Raster raster, ColourSpace colours) throws MalformedImageException {
    PixelImage image = PixelImage.blank(raster.getWidth(), raster.getHeight());
    int bands = raster.getNumBands();
    int[] row = new int[image.width() * bands];
    for (int y = 0; y < image.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.width(), 1, row);
      for (int x = 0; x < image.width(); x++) {
        convert(row, x * bands, colours, image.rgb(), 3 * (y * image.width() + x));
      }
    }
    return image;
  }

  private static void convert(int[] row, int from, ColourSpace colours, byte[] rgb, int to) {
    switch (colours) {
      case GREY -> put(rgb, to, row[from], row[from], row[from]);
      case RGB -> put(rgb, to, row[from], row[from + 1], row[from + 2]);
      case YCC -> putYcc(row, from, rgb, to);
      case CMYK -> putInvertedCmyk(rgb, to, row[from], row[from + 1], row[from + 2], row[from + 3]);
      case YCCK -> putYcck(row, from, rgb, to);
    }
  }

  private static void putYcc(int[] row, int from, byte[] rgb, int to) {
    int y = row[from];
    int cb = row[from + 1] - 128;
    int cr = row[from + 2] - 128;
    put(rgb, to, clip(y + red(cr)), clip(y + green(cb, cr)), clip(y + blue(cb)));
  }

  /** libjpeg makes CMYK of YCCK: the complement of the RGB it would be, black passed through. */
  private static void putYcck(int[] row, int from, byte[] rgb, int to) {
    int y = row[from];
    int cb = row[from + 1] - 128;
    int cr = row[from + 2] - 128;
    int cyan = clip(255 - (y + red(cr)));
    int magenta = clip(255 - (y + green(cb, cr)));
    int yellow = clip(255 - (y + blue(cb)));
    putInvertedCmyk(rgb, to, cyan, magenta, yellow, row[from + 3]);
  }

  /** Pillow takes every CMYK JPEG as stored inverted, by Adobe's convention. */
  private static void putInvertedCmyk(byte[] rgb, int to, int c, int m, int y, int k) {
    put(rgb, to, k - scaled(255 - c, k), k - scaled(255 - m, k), k - scaled(255 - y, k));
  }

  private static int scaled(int ink, int light) {
    int product = ink * light + 128;
    return ((product >> 8) + product) >> 8;
  }

  private static int red(int cr) {
    return (91881 * cr + HALF) >> 16;
  }

  private static int green(int cb, int cr) {
    return (-22554 * cb - 46802 * cr + HALF) >> 16;
  }

  private static int blue(int cb) {
    return (116130 * cb + HALF) >> 16;
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static void put(byte[] rgb, int at, int red, int green, int blue) {
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
  }
}
