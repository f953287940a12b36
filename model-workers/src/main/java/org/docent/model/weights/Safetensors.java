package org.docent.model.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/**
 * Finds safetensors: one file, or a folder with one or with shards and an index. {@link
 * WeightFiles} also knows other formats.
 */
public final class Safetensors {

  /** A model in one file. */
  static final String SINGLE = "model.safetensors";

  /** The index of a model in several files. */
  static final String INDEX = "model.safetensors.index.json";

  private Safetensors() {}

  /**
   * Opens the weights at {@code fileOrFolder}.
   *
   * @throws DocentException when there are none or they are broken
   */
  public static WeightSource open(Path fileOrFolder) {
    if (!Files.isDirectory(fileOrFolder)) {
      return SafetensorsFile.open(fileOrFolder);
    }
    if (Files.exists(fileOrFolder.resolve(SINGLE))) {
      return SafetensorsFile.open(fileOrFolder.resolve(SINGLE));
    }
    if (Files.exists(fileOrFolder.resolve(INDEX))) {
      return ShardedWeights.open(fileOrFolder.resolve(INDEX), SafetensorsFile::open);
    }
    throw DocentException.stop(
        "%s: there is neither %s nor %s; give a folder with weights"
            .formatted(fileOrFolder, SINGLE, INDEX));
  }

  /** Whether {@code folder} itself holds safetensors. */
  public static boolean inside(Path folder) {
    return Files.exists(folder.resolve(SINGLE)) || Files.exists(folder.resolve(INDEX));
  }
}
