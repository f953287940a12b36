package org.docent.model.data;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/**
 * Reads an image file as Pillow's {@code Image.open(file).convert("RGB")} does: colour profiles,
 * orientation and gamma are ignored, alpha is dropped without compositing, 16-bit colours keep
 * their high byte and 16-bit grey is clipped at 255. PNG, lossless WebP, BMP and GIF are equal to
 * the byte; JPEG may differ by a few grey levels between decoders, lossy WebP by about a dozen. The
 * first frame of an animation is read. The format is told by the content, never by the file's name.
 */
public final class ImageReader {

  private ImageReader() {}

  /** Decodes {@code file}; a missing, truncated or corrupt file is a fault of its sample. */
  public static PixelImage read(Path file) {
    return read(EncodedImage.of(file));
  }

  /** Decodes an image's bytes; truncated or corrupt ones are a fault of their sample. */
  public static PixelImage read(EncodedImage image) {
    return read(image, PixelImage.MOST_PIXELS);
  }

  /**
   * The same for an image of at most {@code mostPixels}; a larger one is refused by its header, of
   * whose pixels nothing is decoded.
   */
  public static PixelImage read(EncodedImage image, long mostPixels) {
    try {
      requireNotMore(image.bytes(), mostPixels);
      return decode(image.bytes());
    } catch (MalformedImageException e) {
      throw DocentException.skip(
          "The image " + image.name() + " cannot be read: " + e.getMessage() + "; replace it.", e);
    }
  }

  private static void requireNotMore(byte[] file, long mostPixels) throws MalformedImageException {
    ImageSize size = ImageSize.of(file);
    if (size.pixels() > mostPixels) {
      throw new MalformedImageException(
          "it claims to be "
              + size.width()
              + "x"
              + size.height()
              + " pixels, and at most "
              + mostPixels
              + " are read");
    }
  }

  private static PixelImage decode(byte[] file) throws MalformedImageException {
    if (PngChunks.startsLikePng(file)) {
      return PngDecoder.decode(file);
    }
    if (JpegDecoder.startsLikeJpeg(file)) {
      return JpegDecoder.decode(file);
    }
    return WebpLossyDecoder.startsLikeLossyWebp(file)
        ? WebpLossyDecoder.decode(file)
        : ImageIoDecoder.decode(file);
  }
}
