package org.docent.model.data;

/** Turns restored scan lines into RGB bytes by Pillow's rules for each colour type and depth. */
final class PngPixels {

  private final PngHeader header;

  /** RGB of every index or grey level of at most 8 bits; black beyond a palette's end. */
  private final byte[] table;

  PngPixels(PngHeader header, byte[] palette) {
    this.header = header;
    this.table = header.colourType() == PngHeader.PALETTE ? padded(palette) : greys(header);
  }

  private static byte[] padded(byte[] palette) {
    byte[] table = new byte[3 * 256];
    System.arraycopy(palette, 0, table, 0, Math.min(palette.length / 3 * 3, table.length));
    return table;
  }

  private static byte[] greys(PngHeader header) {
    int most = (1 << Math.min(8, header.bitDepth())) - 1;
    byte[] table = new byte[3 * 256];
    for (int level = 0; level <= most; level++) {
      byte grey = (byte) (level * 255 / most);
      table[3 * level] = grey;
      table[3 * level + 1] = grey;
      table[3 * level + 2] = grey;
    }
    return table;
  }

  /**
   * Writes {@code count} pixels of {@code row} to {@code rgb}, from {@code at}, {@code gap} apart.
   */
  void write(byte[] row, int count, byte[] rgb, int at, int gap) {
    switch (header.colourType()) {
      case PngHeader.RGB, PngHeader.RGBA -> writeColours(row, count, rgb, at, gap);
      case PngHeader.GREY_ALPHA -> writeGreyAlpha(row, count, rgb, at, gap);
      default -> writeSamples(row, count, rgb, at, gap);
    }
  }

  private void writeColours(byte[] row, int count, byte[] rgb, int at, int gap) {
    int sample = header.bitDepth() / 8;
    int pixel = header.channels() * sample;
    for (int x = 0; x < count; x++) {
      for (int channel = 0; channel < 3; channel++) {
        rgb[at + x * gap + channel] = row[1 + x * pixel + channel * sample];
      }
    }
  }

  private void writeGreyAlpha(byte[] row, int count, byte[] rgb, int at, int gap) {
    int pixel = header.channels() * header.bitDepth() / 8;
    for (int x = 0; x < count; x++) {
      lookUp(row[1 + x * pixel] & 0xff, rgb, at + x * gap);
    }
  }

  private void writeSamples(byte[] row, int count, byte[] rgb, int at, int gap) {
    int depth = header.bitDepth();
    for (int x = 0; x < count; x++) {
      lookUp(depth == 16 ? clipped(row, 1 + 2 * x) : sample(row, x, depth), rgb, at + x * gap);
    }
  }

  private static int sample(byte[] row, int x, int depth) {
    int bit = x * depth;
    int shift = 8 - depth - (bit & 7);
    return ((row[1 + (bit >> 3)] & 0xff) >> shift) & ((1 << depth) - 1);
  }

  /** 16-bit grey is an integer image to Pillow: brighter than 255 is white. */
  private static int clipped(byte[] row, int at) {
    return row[at] == 0 ? row[at + 1] & 0xff : 255;
  }

  private void lookUp(int index, byte[] rgb, int at) {
    System.arraycopy(table, 3 * index, rgb, at, 3);
  }
}
