package org.docent.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.docent.model.storage.IoReason;
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
    try {
      return read(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw DocentException.skip(
          "The image " + file + " does not exist; check its name and its folder.", e);
    } catch (IOException e) {
      throw DocentException.skip(
          "The image "
              + file
              + " cannot be read: "
              + IoReason.of(e)
              + "; check the file and its rights.",
          e);
    }
  }

  /**
   * Decodes an image that is held encoded.
   *
   * @param name what a fault calls it
   */
  public static PixelImage read(String name, byte[] encoded) {
    try {
      return decode(encoded);
    } catch (MalformedImageException e) {
      throw DocentException.skip(
          "The image " + name + " cannot be read: " + e.getMessage() + "; replace the file.", e);
    }
  }

  private static PixelImage decode(byte[] file) throws MalformedImageException {
    if (file.length == 0) {
      throw new MalformedImageException("the file is empty");
    }
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
