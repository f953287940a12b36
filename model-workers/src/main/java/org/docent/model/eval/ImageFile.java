package org.docent.model.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** A picture that is a file. */
public record ImageFile(Path path) implements ImageReference {

  @Override
  public String place() {
    return path.toString();
  }

  @Override
  public byte[] read() {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw DocentException.skip(
          "The image " + path + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }
}
