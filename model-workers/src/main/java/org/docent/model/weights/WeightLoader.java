package org.docent.model.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;

/**
 * Loads weights onto a device, one tensor at a time ({@code weights.torchscript}). Files are
 * mapped, so a tensor of any size costs the Java heap nothing. A frozen tensor that is stored in
 * the type it is held in stays mapped on a CPU: it is read when it is first used, and all processes
 * of a host share its memory.
 */
public final class WeightLoader {

  private final TorchProgram program;
  private final NDManager manager;
  private final String device;

  /** What it loads is attached to {@code manager} and on its device. */
  public WeightLoader(TorchProgram program, NDManager manager) {
    this.program = program;
    this.manager = manager;
    this.device = HostMemory.nameOf(manager.getDevice());
  }

  /**
   * The tensors of {@code expected} in its order, in float32 and memory of their own, so that they
   * can change.
   *
   * @param expected shape by name
   * @throws DocentException when one is missing, of another shape, or not F32, F16 or BF16
   */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, NDArray> load(WeightSource source, Map<String, long[]> expected) {
    require(source, expected);
    LinkedHashMap<String, NDArray> loaded = new LinkedHashMap<>();
    expected.keySet().forEach(name -> loaded.put(name, held(source, name, Dtype.FLOAT32, true)));
    return loaded;
  }

  /**
   * The same for weights that never change: matrices in the type given, vectors (biases and norms)
   * in float32.
   */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, NDArray> loadFrozen(
      WeightSource source, Map<String, long[]> expected, Dtype matrices) {
    require(source, expected);
    LinkedHashMap<String, NDArray> loaded = new LinkedHashMap<>();
    expected.forEach(
        (name, shape) -> {
          Dtype type = shape.length >= 2 ? matrices : Dtype.FLOAT32;
          loaded.put(name, held(source, name, type, false));
        });
    return loaded;
  }

  /**
   * Looks at names, shapes and types without reading a value.
   *
   * @throws DocentException as {@link #load}
   */
  public static void require(WeightSource source, Map<String, long[]> expected) {
    expected.forEach((name, shape) -> check(source, name, shape));
  }

  private NDArray held(WeightSource source, String name, Dtype type, boolean own) {
    boolean inFile = source.region(name).isPresent();
    try (NDArray stored = stored(source, name)) {
      return program
          .call("held")
          .with(stored)
          .with(type)
          .with(device)
          .with(own || !inFile)
          .tensor(manager);
    }
  }

  private NDArray stored(WeightSource source, String name) {
    TensorSpec spec = source.spec(name);
    return source
        .region(name)
        .map(
            region ->
                program
                    .call("stored")
                    .with(region.file().toAbsolutePath().toString())
                    .with(region.begin())
                    .with(spec.shape())
                    .with(spec.type().torchCode())
                    .tensor(manager))
        .orElseGet(() -> inMemory(spec, source.bytes(name)));
  }

  private NDArray inMemory(TensorSpec spec, ByteBuffer bytes) {
    if (spec.type() != ElementType.F32) {
      throw new IllegalArgumentException(spec + " is not in a file and not F32");
    }
    return HostMemory.shared(manager, bytes, new Shape(spec.shape()), DataType.FLOAT32);
  }

  private static void check(WeightSource source, String name, long[] shape) {
    if (!source.names().contains(name)) {
      throw DocentException.stop(
          "%s: tensor '%s' of shape %s, which config.json asks for, is missing; fetch the model again"
              .formatted(source.origin(), name, Arrays.toString(shape)));
    }
    TensorSpec spec = source.spec(name);
    if (!Arrays.equals(spec.shape(), shape)) {
      throw DocentException.stop(
          "%s: tensor '%s' has shape %s but the configuration asks for %s; weights and config.json must belong together"
              .formatted(
                  source.origin(), name, Arrays.toString(spec.shape()), Arrays.toString(shape)));
    }
    if (!spec.type().isWeight()) {
      throw DocentException.stop(
          "%s: tensor '%s' is %s; weights must be F32, F16 or BF16, convert it"
              .formatted(source.origin(), name, spec.type()));
    }
  }
}
