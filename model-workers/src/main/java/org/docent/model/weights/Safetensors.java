package org.docent.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * Finds the weights of a model: one safetensors file, or a folder with one or with shards and an
 * index.
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
      return ShardedSafetensors.open(fileOrFolder.resolve(INDEX));
    }
    List<String> pickles = pickles(fileOrFolder);
    if (!pickles.isEmpty()) {
      throw DocentException.stop(
          "%s: the weights are in %s, and .bin files are not read; save the model as safetensors"
              .formatted(fileOrFolder, String.join(", ", pickles)));
    }
    throw DocentException.stop(
        "%s: there is neither %s nor %s; give a folder with weights"
            .formatted(fileOrFolder, SINGLE, INDEX));
  }

  /** Whether {@code folder} itself holds weights, readable or not. */
  static boolean inside(Path folder) {
    return Files.exists(folder.resolve(SINGLE))
        || Files.exists(folder.resolve(INDEX))
        || !pickles(folder).isEmpty();
  }

  private static List<String> pickles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(".bin"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DocentException.stop(folder + ": the folder cannot be read: " + IoReason.of(e), e);
    }
  }
}
