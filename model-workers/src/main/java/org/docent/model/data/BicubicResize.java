package org.docent.model.data;

/**
 * Pillow's {@code resize(size, BICUBIC)} on 8-bit channels, to the byte: antialiased when
 * shrinking, a rounded and clipped 8-bit image between the two passes, a pass left out when its
 * side keeps its length. The order of the passes can change a pixel by a level: see {@link
 * PassOrder}. Cost: about 4 * max(1, scale) products a pixel, channel and pass.
 */
public final class BicubicResize {

  private static final int HALF = 1 << (ResizeWeights.FRACTION_BITS - 1);

  private BicubicResize() {}

  /** Resizes as Pillow 13 does. */
  public static PixelImage resize(PixelImage image, int width, int height) {
    return resize(image, width, height, PassOrder.AS_PILLOW_13);
  }

  public static PixelImage resize(PixelImage image, int width, int height, PassOrder order) {
    return order.verticalFirst(image, width, height)
        ? horizontal(vertical(image, height), width)
        : vertical(horizontal(image, width), height);
  }

  private static PixelImage horizontal(PixelImage image, int width) {
    if (image.width() == width) {
      return image;
    }
    ResizeWeights pass = ResizeWeights.between(image.width(), width);
    byte[] source = image.rgb();
    byte[] rgb = new byte[3 * width * image.height()];
    int at = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int first = 3 * (y * image.width() + pass.starts[x]);
        for (int channel = 0; channel < 3; channel++) {
          rgb[at++] = weighted(source, first + channel, 3, pass.weights[x]);
        }
      }
    }
    return new PixelImage(width, image.height(), rgb);
  }

  private static PixelImage vertical(PixelImage image, int height) {
    if (image.height() == height) {
      return image;
    }
    ResizeWeights pass = ResizeWeights.between(image.height(), height);
    int row = 3 * image.width();
    byte[] rgb = new byte[row * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < row; x++) {
        rgb[at++] = weighted(image.rgb(), pass.starts[y] * row + x, row, pass.weights[y]);
      }
    }
    return new PixelImage(image.width(), height, rgb);
  }

  private static byte weighted(byte[] source, int first, int step, int[] weights) {
    int sum = HALF;
    int from = first;
    for (int weight : weights) {
      sum += (source[from] & 0xff) * weight;
      from += step;
    }
    return (byte) Math.max(0, Math.min(255, sum >> ResizeWeights.FRACTION_BITS));
  }
}
