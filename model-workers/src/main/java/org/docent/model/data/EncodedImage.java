package org.docent.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * An image as it was stored or sent, to be decoded by {@link ImageReader}.
 *
 * @param name how messages call it: its file or address
 * @param bytes not copied; nobody writes to them any more
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
public record EncodedImage(String name, byte[] bytes) {

  /** The content of {@code file}; one that cannot be read is a fault of its sample. */
  public static EncodedImage of(Path file) {
    try {
      return new EncodedImage(file.toString(), Files.readAllBytes(file));
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
}
