package org.docent.model.data;

import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a lossy WebP. The library's own RGB takes chroma from the nearest sample and copies
 * blocks before their neighbours have filtered them; we take its finished planes and make colours
 * as libwebp does. Equal to libwebp to the byte where the loop filter is off; with it on, the
 * library predicts from filtered pixels, which leaves differences of up to about a dozen levels.
 */
final class WebpLossyDecoder {

  private WebpLossyDecoder() {}

  /** Whether {@code file} is a WebP whose first frame is a plain VP8 bitstream. */
  static boolean startsLikeLossyWebp(byte[] file) {
    return tag(file, 0).equals("RIFF") && tag(file, 8).equals("WEBP") && frameAt(file) > 0;
  }

  static PixelImage decode(byte[] file) throws MalformedImageException {
    int at = frameAt(file);
    int length = length(file, at);
    if (length < 10 || at + 8L + length > file.length) {
      throw new MalformedImageException(
          "the file is truncated: its VP8 chunk claims " + length + " bytes");
    }
    int width = side(file, at + 14);
    int height = side(file, at + 16);
    PixelImage pixels = PixelImage.blank(width, height);
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file, at + 8, length))) {
      in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      VP8Frame frame = new VP8Frame(in, /* debug= */ false);
      frame.decode(
          new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR).getRaster(), null);
      WebpColours.write(
          plane(frame.getDebugImageYBuffer(), 1),
          plane(frame.getDebugImageUBuffer(), 2),
          plane(frame.getDebugImageVBuffer(), 2),
          pixels);
      return pixels;
    } catch (IOException | RuntimeException e) {
      throw new MalformedImageException("it is damaged or truncated (" + e + ")", e);
    }
  }

  /** Every {@code step}-th sample of a plane that the library spreads to full size. */
  private static int[][] plane(BufferedImage spread, int step) {
    Raster raster = spread.getRaster();
    int[][] plane = new int[(spread.getHeight() + step - 1) / step][];
    for (int y = 0; y < plane.length; y++) {
      int[] row = raster.getSamples(0, y * step, spread.getWidth(), 1, 0, (int[]) null);
      plane[y] = new int[(row.length + step - 1) / step];
      for (int x = 0; x < plane[y].length; x++) {
        plane[y][x] = row[x * step];
      }
    }
    return plane;
  }

  /** Where the VP8 chunk starts, or -1: animations and lossless images have none at this level. */
  private static int frameAt(byte[] file) {
    long at = 12;
    while (at + 8 <= file.length) {
      if (tag(file, (int) at).equals("VP8 ")) {
        return (int) at;
      }
      long length = length(file, (int) at) & 0xffffffffL;
      at += 8 + length + (length & 1);
    }
    return -1;
  }

  private static String tag(byte[] file, int at) {
    return at + 4 > file.length ? "" : new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }

  private static int length(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
  }

  private static int side(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(at) & 0x3fff;
  }
}
