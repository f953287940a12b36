package org.docent.model.compute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The way of tensors between direct buffers of the host and a device. */
public final class HostMemory {

  private HostMemory() {}

  /**
   * A direct little-endian copy of arrays, one after the other, position 0 and limit at the end;
   * waits for the device.
   */
  public static ByteBuffer copyOf(NDArray... arrays) {
    NDArray[] hosts = new NDArray[arrays.length];
    ByteBuffer[] lives = new ByteBuffer[arrays.length];
    int bytes = 0;
    for (int i = 0; i < arrays.length; i++) {
      boolean here = arrays[i].getDevice().equals(Device.cpu());
      hosts[i] = here ? arrays[i] : arrays[i].toDevice(Device.cpu(), true);
      lives[i] =
          hosts[i].size() == 0
              ? ByteBuffer.allocate(0)
              : JniUtils.getByteBuffer((PtNDArray) hosts[i], true);
      bytes = Math.addExact(bytes, lives[i].remaining());
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < arrays.length; i++) {
      copy.put(lives[i]);
      if (hosts[i] != arrays[i]) {
        hosts[i].close();
      }
    }
    return copy.flip();
  }

  /**
   * The tensor of that shape on the device of {@code owner}; on a CPU it shares the buffer's
   * memory, which must outlive it, elsewhere it goes by way of pinned memory.
   */
  public static NDArray tensor(
      TorchProgram program, NDManager owner, ByteBuffer direct, Shape shape, DataType type) {
    return placed(program, owner, shared(owner, direct, shape, type));
  }

  /** A tensor on the host that shares the buffer's memory. */
  public static NDArray shared(NDManager owner, ByteBuffer direct, Shape shape, DataType type) {
    if (shape.size() == 0) {
      return owner.create(shape, type, Device.cpu());
    }
    return JniUtils.createNdFromByteBuffer(
        (PtNDManager) owner,
        direct.duplicate().order(ByteOrder.LITTLE_ENDIAN),
        shape,
        type,
        SparseFormat.DENSE,
        Device.cpu());
  }

  /** The tensor on the device of {@code owner}, to which the host's is closed, or itself there. */
  static NDArray placed(TorchProgram program, NDManager owner, NDArray host) {
    if (owner.getDevice().equals(Device.cpu())) {
      return host;
    }
    try (host) {
      return program.call("on_device").with(host).with(nameOf(owner.getDevice())).tensor(owner);
    }
  }

  /** The engine's name of a device: {@code cpu} or {@code cuda:0}. */
  public static String nameOf(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }
}
