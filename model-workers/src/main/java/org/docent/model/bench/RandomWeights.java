package org.docent.model.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;

/**
 * Models that were never trained, drawn on the device itself: matrices normal with a standard
 * deviation of 0.02 as Qwen2 and SigLIP begin, biases 0, norm weights 1. Losses are then about ln V
 * and their gradients finite.
 */
final class RandomWeights {

  private static final float DEVIATION = 0.02f;

  private final NDManager parent;

  /** Draws on the device of {@code parent}, which owns what is drawn. */
  RandomWeights(NDManager parent, int seed) {
    this.parent = parent;
    Engine.getEngine("PyTorch").setRandomSeed(seed);
  }

  /** A model of those sizes. */
  VisionLanguageModel model(TorchProgram program, VlmConfig config) {
    NDManager manager = parent.newSubManager();
    manager.setName("random-model");
    Map<Part, Map<String, NDArray>> weights = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      config
          .parameterShapes(part)
          .forEach((name, shape) -> tensors.put(name, drawn(manager, name, new Shape(shape))));
      weights.put(part, tensors);
    }
    return new VisionLanguageModel(program, manager, config, weights);
  }

  /** A matrix (rows, columns). */
  NDArray matrix(long rows, long columns) {
    return normal(parent, new Shape(rows, columns), DEVIATION);
  }

  /** Hidden states (rows, width) as a final norm leaves them: of deviation 1. */
  NDArray hidden(long rows, long width) {
    return normal(parent, new Shape(rows, width), 1);
  }

  private static NDArray drawn(NDManager manager, String name, Shape shape) {
    if (shape.dimension() > 1) {
      return normal(manager, shape, DEVIATION);
    }
    return name.endsWith("bias") ? manager.zeros(shape) : manager.ones(shape);
  }

  private static NDArray normal(NDManager manager, Shape shape, float deviation) {
    return manager.randomNormal(0, deviation, shape, DataType.FLOAT32);
  }
}
