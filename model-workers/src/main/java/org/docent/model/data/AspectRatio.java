package org.docent.model.data;

import java.util.Arrays;
import java.util.Locale;
import org.docent.protocol.failure.DocentException;

/** How an image that is not square becomes square ({@code image-aspect-ratio}). */
public enum AspectRatio {
  /** Stretched: the plain resize of the released recipes. */
  SQUARE,
  /** Centred on a square canvas of mid grey first. */
  PAD;

  private static final byte CANVAS = 127;

  /** The mode named {@code key}, {@code square} or {@code pad}. */
  public static AspectRatio byKey(String key) {
    return Arrays.stream(values())
        .filter(mode -> mode.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                DocentException.stop(
                    "image-aspect-ratio is \"" + key + "\"; it must be square or pad."));
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Pixels of the framed image. */
  long framedPixels(PixelImage image) {
    long side = Math.max(image.width(), image.height());
    return this == PAD ? side * side : (long) image.width() * image.height();
  }

  PixelImage framed(PixelImage image) {
    return this == SQUARE || image.width() == image.height() ? image : onCanvas(image);
  }

  private static PixelImage onCanvas(PixelImage image) {
    int side = Math.max(image.width(), image.height());
    byte[] rgb = new byte[3 * side * side];
    Arrays.fill(rgb, CANVAS);
    int left = (side - image.width()) / 2;
    int top = (side - image.height()) / 2;
    int row = 3 * image.width();
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.rgb(), y * row, rgb, 3 * ((top + y) * side + left), row);
    }
    return new PixelImage(side, side, rgb);
  }
}
