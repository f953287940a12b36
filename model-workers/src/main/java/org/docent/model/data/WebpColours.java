package org.docent.model.data;

/**
 * From VP8's planes to RGB as libwebp does: chroma at half size, each pixel weighting its four
 * nearest samples 9 : 3 : 3 : 1, then BT.601 in 14-bit fixed point.
 */
final class WebpColours {

  private WebpColours() {}

  static void write(int[][] luma, int[][] u, int[][] v, PixelImage pixels) {
    int at = 0;
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        put(luma[y][x], smooth(u, x, y), smooth(v, x, y), pixels.rgb(), at);
        at += 3;
      }
    }
  }

  /** Chroma at pixel (x, y); the samples at the rim are repeated beyond it. */
  private static int smooth(int[][] plane, int x, int y) {
    int row = y >> 1;
    int column = x >> 1;
    int nextRow = clamp(row + ((y & 1) == 0 ? -1 : 1), plane.length);
    int nextColumn = clamp(column + ((x & 1) == 0 ? -1 : 1), plane[0].length);
    int near = plane[row][column];
    int beside = plane[row][nextColumn];
    int below = plane[nextRow][column];
    int across = plane[nextRow][nextColumn];
    int middle = (near + 3 * beside + 3 * below + across + 8) >> 3;
    return (near + middle) >> 1;
  }

  private static int clamp(int index, int length) {
    return Math.max(0, Math.min(length - 1, index));
  }

  private static void put(int y, int u, int v, byte[] rgb, int at) {
    int light = (19077 * y) >> 8;
    rgb[at] = clip(light + ((26149 * v) >> 8) - 14234);
    rgb[at + 1] = clip(light - ((6419 * u) >> 8) - ((13320 * v) >> 8) + 8708);
    rgb[at + 2] = clip(light + ((33050 * u) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
