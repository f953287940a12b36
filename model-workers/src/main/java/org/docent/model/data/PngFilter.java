package org.docent.model.data;

/** Undoes the five scan-line filters of PNG (ISO/IEC 15948, 9.2). */
final class PngFilter {

  private PngFilter() {}

  /**
   * Restores {@code row} in place.
   *
   * @param row filter byte, then the scan line
   * @param above the restored line above, laid out likewise; zeros for the first line
   * @param step bytes of a whole pixel, at least 1
   */
  static void undo(byte[] row, byte[] above, int step) throws MalformedImageException {
    switch (row[0]) {
      case 0 -> {}
      case 1 -> undoSub(row, step);
      case 2 -> undoUp(row, above);
      case 3 -> undoAverage(row, above, step);
      case 4 -> undoPaeth(row, above, step);
      default ->
          throw new MalformedImageException(
              "its pixels are damaged: PNG knows no filter " + (row[0] & 0xff));
    }
  }

  private static void undoSub(byte[] row, int step) {
    for (int i = 1 + step; i < row.length; i++) {
      row[i] = (byte) (row[i] + row[i - step]);
    }
  }

  private static void undoUp(byte[] row, byte[] above) {
    for (int i = 1; i < row.length; i++) {
      row[i] = (byte) (row[i] + above[i]);
    }
  }

  private static void undoAverage(byte[] row, byte[] above, int step) {
    for (int i = 1; i < row.length; i++) {
      int left = i > step ? row[i - step] & 0xff : 0;
      row[i] = (byte) (row[i] + (left + (above[i] & 0xff)) / 2);
    }
  }

  private static void undoPaeth(byte[] row, byte[] above, int step) {
    for (int i = 1; i < row.length; i++) {
      int left = i > step ? row[i - step] & 0xff : 0;
      int corner = i > step ? above[i - step] & 0xff : 0;
      row[i] = (byte) (row[i] + paeth(left, above[i] & 0xff, corner));
    }
  }

  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
