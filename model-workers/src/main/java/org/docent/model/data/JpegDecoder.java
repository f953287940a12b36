package org.docent.model.data;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a JPEG: the platform's decoder gives the raw components, the colours are libjpeg's
 * integer formulas. So embedded profiles cannot shift a colour, and CMYK becomes what Pillow makes
 * of it.
 */
final class JpegDecoder {

  private JpegDecoder() {}

  static boolean startsLikeJpeg(byte[] file) {
    return file.length > 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8;
  }

  static PixelImage decode(byte[] file) throws MalformedImageException {
    JpegHeader header = JpegHeader.parse(file);
    if (header.precision() != 8) {
      throw new MalformedImageException(
          "a JPEG of " + header.precision() + " bits a sample is not supported; 8 bits are");
    }
    Raster raster = raster(file);
    if (raster.getNumBands() != header.components()) {
      throw new MalformedImageException(
          "its frame has "
              + header.components()
              + " components but "
              + raster.getNumBands()
              + " were decoded");
    }
    return JpegColours.toRgb(raster, header.colours());
  }

  private static Raster raster(byte[] file) throws MalformedImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
      while (readers.hasNext()) {
        javax.imageio.ImageReader reader = readers.next();
        if (reader.canReadRaster()) {
          return raster(reader, in);
        }
      }
      throw new MalformedImageException("no JPEG decoder is installed");
    } catch (MalformedImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MalformedImageException("it is no complete JPEG (" + e.getMessage() + ")", e);
    }
  }

  private static Raster raster(javax.imageio.ImageReader reader, ImageInputStream in)
      throws IOException {
    StringBuilder cut = new StringBuilder();
    try {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            String text = warning.toLowerCase(Locale.ROOT);
            if (text.contains("premature end") || text.contains("truncated")) {
              cut.append(warning);
            }
          });
      Raster raster = reader.readRaster(0, null);
      if (cut.length() > 0) {
        throw new MalformedImageException("the file is truncated (" + cut + ")");
      }
      return raster;
    } finally {
      reader.dispose();
    }
  }
}
