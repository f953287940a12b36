package org.docent.model.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes what the platform knows (WebP, GIF, BMP, TIFF) and takes the samples as stored: asking
 * the image for RGB would brighten grey through a linear colour space.
 */
final class ImageIoDecoder {

  private ImageIoDecoder() {}

  /** The size of the first frame, of which nothing is decoded. */
  static ImageSize size(byte[] file) throws MalformedImageException {
    return reading(file, reader -> new ImageSize(reader.getWidth(0), reader.getHeight(0)));
  }

  static PixelImage decode(byte[] file) throws MalformedImageException {
    BufferedImage image = reading(file, reader -> reader.read(0));
    PixelImage pixels = PixelImage.blank(image.getWidth(), image.getHeight());
    if (image.getColorModel() instanceof IndexColorModel palette) {
      copyIndexed(image.getRaster(), palette, pixels);
    } else {
      copySamples(image, pixels);
    }
    return pixels;
  }

  private interface Reading<T> {
    T of(javax.imageio.ImageReader reader) throws IOException;
  }

  private static <T> T reading(byte[] file, Reading<T> reading) throws MalformedImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new MalformedImageException(
            "it is no image of a known kind (PNG, JPEG, WebP, GIF, BMP, TIFF)");
      }
      javax.imageio.ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return reading.of(reader);
      } finally {
        reader.dispose();
      }
    } catch (MalformedImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MalformedImageException(
          "it is damaged or truncated (" + (e.getMessage() == null ? e : e.getMessage()) + ")", e);
    }
  }

  private static void copyIndexed(Raster raster, IndexColorModel palette, PixelImage pixels) {
    int[] row = new int[pixels.width()];
    int at = 0;
    for (int y = 0; y < pixels.height(); y++) {
      raster.getSamples(0, y, pixels.width(), 1, 0, row);
      for (int index : row) {
        pixels.rgb()[at++] = (byte) palette.getRed(index);
        pixels.rgb()[at++] = (byte) palette.getGreen(index);
        pixels.rgb()[at++] = (byte) palette.getBlue(index);
      }
    }
  }

  private static void copySamples(BufferedImage image, PixelImage pixels)
      throws MalformedImageException {
    int type = image.getColorModel().getColorSpace().getType();
    if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
      throw new MalformedImageException(
          "its colour space (type " + type + ") is not supported; grey, palette and RGB are");
    }
    Raster raster = image.getRaster();
    int[] row = new int[pixels.width()];
    for (int channel = 0; channel < 3; channel++) {
      int band = type == ColorSpace.TYPE_GRAY ? 0 : channel;
      int bits = image.getSampleModel().getSampleSize(band);
      for (int y = 0; y < pixels.height(); y++) {
        raster.getSamples(0, y, pixels.width(), 1, band, row);
        for (int x = 0; x < row.length; x++) {
          pixels.rgb()[3 * (y * pixels.width() + x) + channel] =
              (byte) eightBits(row[x], bits, type == ColorSpace.TYPE_GRAY);
        }
      }
    }
  }

  private static int eightBits(int sample, int bits, boolean grey) {
    if (bits == 8) {
      return sample;
    }
    if (bits > 8) {
      return grey ? Math.min(sample, 255) : sample >> (bits - 8);
    }
    return sample * 255 / ((1 << bits) - 1);
  }
}
