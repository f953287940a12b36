package org.docent.model.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/**
 * Finds the weights of a model: one file, or a folder with one or with shards and an index.
 * Safetensors are taken before files of torch.save.
 */
public final class WeightFiles {

  /** Weights of torch.save in one file. */
  static final String PICKLE = "pytorch_model.bin";

  private static final String PICKLE_INDEX = "pytorch_model.bin.index.json";

  private WeightFiles() {}

  /**
   * Opens the weights at {@code fileOrFolder}.
   *
   * @throws DocentException when there are none or they are broken
   */
  public static WeightSource open(Path fileOrFolder) {
    if (!Files.isDirectory(fileOrFolder)) {
      return PickleFile.is(fileOrFolder)
          ? PickleFile.open(fileOrFolder)
          : Safetensors.open(fileOrFolder);
    }
    if (Safetensors.inside(fileOrFolder) || !picklesInside(fileOrFolder)) {
      return Safetensors.open(fileOrFolder);
    }
    Path single = fileOrFolder.resolve(PICKLE);
    return Files.exists(single)
        ? PickleFile.open(single)
        : ShardedWeights.open(fileOrFolder.resolve(PICKLE_INDEX), PickleFile::open);
  }

  /** Whether {@code folder} itself holds weights. */
  static boolean inside(Path folder) {
    return Safetensors.inside(folder) || picklesInside(folder);
  }

  private static boolean picklesInside(Path folder) {
    return Files.exists(folder.resolve(PICKLE)) || Files.exists(folder.resolve(PICKLE_INDEX));
  }
}
