package org.docent.model.compute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;

/**
 * Java arrays as tensors, written straight into the tensor's own memory. {@code NDManager.create}
 * copies through a direct buffer that stays until the garbage collector finds it: the images of a
 * few hundred steps held a gigabyte that way.
 */
public final class Tensors {

  private Tensors() {}

  /** A float32 tensor on the device of {@code owner}. */
  public static NDArray of(TorchProgram program, NDManager owner, float[] values, Shape shape) {
    NDArray host = host(owner, shape, DataType.FLOAT32, values.length);
    if (values.length > 0) {
      memory(host).asFloatBuffer().put(values);
    }
    return HostMemory.placed(program, owner, host);
  }

  /** An int64 tensor on the device of {@code owner}. */
  public static NDArray of(TorchProgram program, NDManager owner, long[] values, Shape shape) {
    NDArray host = host(owner, shape, DataType.INT64, values.length);
    if (values.length > 0) {
      memory(host).asLongBuffer().put(values);
    }
    return HostMemory.placed(program, owner, host);
  }

  /** An int64 vector on the device of {@code owner}. */
  public static NDArray of(TorchProgram program, NDManager owner, long[] values) {
    return of(program, owner, values, new Shape(values.length));
  }

  private static NDArray host(NDManager owner, Shape shape, DataType type, int values) {
    if (values != shape.size()) {
      throw new IllegalArgumentException(values + " values do not fill " + shape);
    }
    return owner.create(shape, type, Device.cpu());
  }

  private static ByteBuffer memory(NDArray host) {
    return JniUtils.getByteBuffer((PtNDArray) host, true);
  }
}
