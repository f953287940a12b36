package org.docent.model.compute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Java arrays as tensors, written straight into the tensor's own memory. */
public final class Tensors {

  private Tensors() {}

  /**
   * A float32 tensor on the device of {@code owner}. {@code NDManager.create} would copy through a
   * direct buffer that stays until the garbage collector finds it; images of a few hundred steps
   * held a gigabyte that way.
   */
  public static NDArray of(NDManager owner, float[] values, Shape shape) {
    NDArray host = owner.create(shape, DataType.FLOAT32, Device.cpu());
    if (values.length != host.size()) {
      throw new IllegalArgumentException(values.length + " values do not fill " + shape);
    }
    if (values.length > 0) {
      JniUtils.getByteBuffer((PtNDArray) host, true).asFloatBuffer().put(values);
    }
    if (owner.getDevice().equals(Device.cpu())) {
      return host;
    }
    try (host) {
      return host.toDevice(owner.getDevice(), true);
    }
  }
}
