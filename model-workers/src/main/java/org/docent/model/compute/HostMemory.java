package org.docent.model.compute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The way of float32 tensors between a device and direct buffers. */
public final class HostMemory {

  private HostMemory() {}

  /** A direct little-endian copy, position 0 and limit at the end; waits for the device. */
  public static ByteBuffer copyOf(NDArray array) {
    long bytes = array.size() * Float.BYTES;
    ByteBuffer copy =
        ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes == 0) {
      return copy;
    }
    NDArray host =
        array.getDevice().equals(Device.cpu()) ? array : array.toDevice(Device.cpu(), true);
    copy.put(JniUtils.getByteBuffer((PtNDArray) host, true)).flip();
    if (host != array) {
      host.close();
    }
    return copy;
  }

  /** The tensor of that shape; on a CPU it shares the buffer's memory, which must outlive it. */
  public static NDArray tensor(NDManager owner, ByteBuffer direct, Shape shape) {
    if (shape.size() == 0) {
      return owner.zeros(shape, DataType.FLOAT32);
    }
    return owner.create(direct.duplicate().order(ByteOrder.LITTLE_ENDIAN), shape, DataType.FLOAT32);
  }
}
