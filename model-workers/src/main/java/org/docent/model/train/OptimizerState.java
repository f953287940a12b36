package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.model.compute.TorchProgram;
import org.docent.model.optim.AdamW;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.NamedTensors;
import org.docent.model.weights.Safetensors;
import org.docent.model.weights.SafetensorsWriter;
import org.docent.model.weights.WeightLoader;
import org.docent.model.weights.WeightSource;
import org.docent.protocol.settings.Dtype;

/** {@code optimizer.safetensors}: {@code m.KEY} and {@code v.KEY} of each parameter, float32. */
final class OptimizerState {

  static final String FILE = "optimizer.safetensors";

  private OptimizerState() {}

  /**
   * Writes the moments by parameter key, those of the optimizer or copies of them. On any thread.
   */
  static void write(Path folder, Map<String, NDArray> first, Map<String, NDArray> second) {
    List<NamedTensor> tensors = new ArrayList<>();
    first.forEach((key, m) -> tensors.add(NamedTensors.of("m." + key, m)));
    second.forEach((key, v) -> tensors.add(NamedTensors.of("v." + key, v)));
    SafetensorsWriter.write(folder.resolve(FILE), tensors, Map.of());
  }

  static void restore(
      Path folder, int steps, AdamW optimizer, TorchProgram program, NDManager parent) {
    try (WeightSource saved = Safetensors.open(folder.resolve(FILE));
        NDManager scope = parent.newSubManager()) {
      optimizer.restore(
          steps,
          load("m.", saved, optimizer.firstMoments(), program, scope),
          load("v.", saved, optimizer.secondMoments(), program, scope));
    }
  }

  private static Map<String, NDArray> load(
      String prefix,
      WeightSource saved,
      Map<String, NDArray> moments,
      TorchProgram program,
      NDManager scope) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    moments.forEach((key, moment) -> shapes.put(prefix + key, moment.getShape().getShape()));
    Map<String, NDArray> loaded = new LinkedHashMap<>();
    new WeightLoader(program, scope)
        .loadFrozen(saved, shapes, Dtype.FLOAT32) // mapped: they are copied at once
        .forEach((name, moment) -> loaded.put(name.substring(prefix.length()), moment));
    return loaded;
  }
}
