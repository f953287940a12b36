package org.docent.model.data;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG to RGB. Our own because the platform's reader converts grey and 16-bit colours
 * through colour spaces, and stops at faulty text chunks that do not touch the pixels.
 */
final class PngDecoder {

  /** Adam7: first column, first row, column step, row step of each pass. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final PngHeader header;
  private final PngPixels pixels;
  private final PixelImage image;
  private final Inflater inflater = new Inflater();

  private PngDecoder(PngChunks chunks) throws MalformedImageException {
    this.header = chunks.header();
    this.image = PixelImage.blank(header.width(), header.height());
    this.pixels = new PngPixels(header, chunks.palette());
    this.inflater.setInput(chunks.compressed());
  }

  static PixelImage decode(byte[] file) throws MalformedImageException {
    PngDecoder decoder = new PngDecoder(PngChunks.parse(file));
    try {
      return decoder.decode();
    } catch (DataFormatException e) {
      throw new MalformedImageException("its compressed pixels are damaged", e);
    } finally {
      decoder.inflater.end();
    }
  }

  private PixelImage decode() throws DataFormatException, MalformedImageException {
    for (int[] pass : header.interlaced() ? PASSES : WHOLE) {
      int columns = positions(header.width(), pass[0], pass[2]);
      int rows = positions(header.height(), pass[1], pass[3]);
      if (columns > 0 && rows > 0) {
        decodePass(pass, columns, rows);
      }
    }
    return image;
  }

  /** How many positions a pass visits on a side of {@code length}. */
  private static int positions(int length, int first, int step) {
    return Math.max(0, length - first + step - 1) / step;
  }

  private void decodePass(int[] pass, int columns, int rows)
      throws DataFormatException, MalformedImageException {
    byte[] row = new byte[(int) header.rowBytes(columns) + 1];
    byte[] above = new byte[row.length];
    for (int y = 0; y < rows; y++) {
      inflateRow(row, pass[1] + y * pass[3]);
      PngFilter.undo(row, above, header.filterStep());
      int start = (pass[1] + y * pass[3]) * header.width() + pass[0];
      pixels.write(row, columns, image.rgb(), 3 * start, 3 * pass[2]);
      byte[] spare = above;
      above = row;
      row = spare;
    }
  }

  private void inflateRow(byte[] row, int y) throws DataFormatException, MalformedImageException {
    int filled = 0;
    while (filled < row.length) {
      int count = inflater.inflate(row, filled, row.length - filled);
      if (count == 0) {
        throw new MalformedImageException(
            "the file is truncated: its pixels end in row " + y + " of " + header.height());
      }
      filled += count;
    }
  }
}
