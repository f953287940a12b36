package org.docent.model.weights;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/** One safetensors file. */
public final class SafetensorsFile {

  private SafetensorsFile() {}

  /**
   * Opens {@code file}.
   *
   * @throws DocentException when it is missing, cut off or breaks a rule of the format
   */
  public static WeightSource open(Path file) {
    return TensorFile.open(file, SafetensorsHeader::read);
  }
}
