package org.docent.model.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.protocol.failure.DocentException;

/** Tensors to write, from arrays or from another file. */
public final class NamedTensors {

  private NamedTensors() {}

  /** One float32 array; it must stay open until it is written. */
  public static NamedTensor of(String name, NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(name + " is " + array.getDataType() + ", not FLOAT32");
    }
    TensorSpec spec = new TensorSpec(name, ElementType.F32, array.getShape().getShape());
    if (spec.byteCount() > Integer.MAX_VALUE) {
      throw DocentException.stop(
          "tensor '%s' has %d bytes; one tensor of at most 2147483647 can be written"
              .formatted(name, spec.byteCount()));
    }
    return new NamedTensor(spec, () -> view(array));
  }

  /** All {@code arrays} in their order. */
  public static List<NamedTensor> of(Map<String, NDArray> arrays) {
    List<NamedTensor> tensors = new ArrayList<>();
    arrays.forEach((name, array) -> tensors.add(of(name, array)));
    return tensors;
  }

  /** All tensors of {@code source}, byte for byte. */
  public static List<NamedTensor> of(WeightSource source) {
    return source.names().stream().map(name -> NamedTensor.of(source, name)).toList();
  }

  /**
   * All tensors of {@code source} byte for byte, except those in {@code trained}, which come from
   * there or are added: so layers that do not run, or a head, survive a training.
   */
  public static List<NamedTensor> of(WeightSource source, Map<String, NDArray> trained) {
    Map<String, NamedTensor> byName = new LinkedHashMap<>();
    of(source).forEach(tensor -> byName.put(tensor.name(), tensor));
    of(trained).forEach(tensor -> byName.put(tensor.name(), tensor));
    return List.copyOf(byName.values());
  }

  private static ByteBuffer view(NDArray array) {
    return JniUtils.getByteBuffer((PtNDArray) array, true);
  }
}
