package org.docent.model.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.protocol.failure.DocentException;

/**
 * Loads weights as float32 arrays. The memory is the engine's own, written through a direct view:
 * no copy on the way, and neither the Java heap nor its limit on direct memory is touched.
 */
public final class WeightLoader {

  /** A buffer shows at most 2 GiB; a bigger array is written in blocks of rows. */
  private static final long MAX_VIEW_BYTES = Integer.MAX_VALUE;

  private final NDManager manager;
  private final long maxViewBytes;

  WeightLoader(NDManager manager, long maxViewBytes) {
    this.manager = manager;
    this.maxViewBytes = maxViewBytes;
  }

  /**
   * Loads the tensors of {@code expected}, in its order, attached to {@code manager} and on its
   * device.
   *
   * @param expected shape by name
   * @throws DocentException when one is missing, of another shape, or not F32, F16 or BF16
   */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public static LinkedHashMap<String, NDArray> load(
      NDManager manager, WeightSource source, Map<String, long[]> expected) {
    require(source, expected);
    WeightLoader loader = new WeightLoader(manager, MAX_VIEW_BYTES);
    LinkedHashMap<String, NDArray> loaded = new LinkedHashMap<>();
    expected.keySet().forEach(name -> loaded.put(name, loader.load(source, name)));
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

  NDArray load(WeightSource source, String name) {
    TensorSpec spec = source.spec(name);
    ByteBuffer stored = source.bytes(name);
    NDArray host = manager.create(new Shape(spec.shape()), DataType.FLOAT32, Device.cpu());
    if (host.size() * Float.BYTES <= maxViewBytes) {
      FloatWidening.widen(spec.type(), stored, view(host));
    } else {
      fillByRows(spec, stored, host);
    }
    return manager.getDevice().equals(Device.cpu()) ? host : moved(host);
  }

  private void fillByRows(TensorSpec spec, ByteBuffer stored, NDArray host) {
    long rows = spec.shape()[0];
    int storedRowBytes = (int) (stored.remaining() / rows);
    long step = Math.max(1, maxViewBytes / (host.size() / rows * Float.BYTES));
    for (long row = 0; row < rows; row += step) {
      long end = Math.min(rows, row + step);
      int from = (int) (row * storedRowBytes);
      ByteBuffer part =
          stored.slice(from, (int) (end - row) * storedRowBytes).order(stored.order());
      try (NDArray block = host.get(new NDIndex("{}:{}", row, end))) {
        FloatWidening.widen(spec.type(), part, view(block));
      }
    }
  }

  private NDArray moved(NDArray host) {
    try (host) {
      return host.toDevice(manager.getDevice(), true);
    }
  }

  private static ByteBuffer view(NDArray array) {
    return JniUtils.getByteBuffer((PtNDArray) array, true);
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
    if (!FloatWidening.covers(spec.type())) {
      throw DocentException.stop(
          "%s: tensor '%s' is %s; weights must be F32, F16 or BF16, convert it"
              .formatted(source.origin(), name, spec.type()));
    }
  }
}
