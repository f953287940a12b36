package org.docent.model.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.Dtype;

/**
 * Models that were never trained, drawn on the device itself: matrices normal with a standard
 * deviation of 0.02 as Qwen2 and SigLIP begin, biases 0, norm weights 1. Losses are then about ln V
 * and their gradients finite.
 */
final class RandomWeights {

  private static final float DEVIATION = 0.02f;

  private final TorchProgram program;
  private final NDManager parent;
  private final Precision precision;

  /** Draws on the device of {@code parent}, which owns what is drawn. */
  RandomWeights(TorchProgram program, NDManager parent, Precision precision, int seed) {
    this.program = program;
    this.parent = parent;
    this.precision = precision;
    Engine.getEngine("PyTorch").setRandomSeed(seed);
  }

  /** A model of those sizes, whose parts that move are float32. */
  VisionLanguageModel model(VlmConfig config, Set<Part> moving) {
    NDManager manager = parent.newSubManager();
    manager.setName("random-model");
    Map<Part, Map<String, NDArray>> weights = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      config
          .parameterShapes(part)
          .forEach(
              (name, shape) -> {
                NDArray drawn = drawn(manager, name, new Shape(shape));
                tensors.put(name, moving.contains(part) ? drawn : frozen(drawn, manager));
              });
      weights.put(part, tensors);
    }
    return new VisionLanguageModel(program, manager, config, precision, weights);
  }

  /** A matrix (rows, columns) that never changes. */
  NDArray matrix(long rows, long columns) {
    return frozen(normal(parent, new Shape(rows, columns), DEVIATION), parent);
  }

  private NDArray frozen(NDArray drawn, NDManager manager) {
    if (drawn.getShape().dimension() < 2 || precision.frozen() == Dtype.FLOAT32) {
      return drawn;
    }
    try (drawn) {
      return program
          .call("held")
          .with(drawn)
          .with(precision.frozen())
          .with(HostMemory.nameOf(manager.getDevice()))
          .with(true)
          .tensor(manager);
    }
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
