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
import java.util.function.UnaryOperator;
import org.docent.protocol.settings.Dtype;

/** The way of tensors between direct buffers of the host and a device. */
public final class HostMemory {

  private HostMemory() {}

  /**
   * A direct little-endian copy of an array, position 0 and limit at the end; waits for the device.
   */
  public static ByteBuffer copyOf(NDArray array) {
    return read(
        array,
        live ->
            ByteBuffer.allocateDirect(live.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(live)
                .flip());
  }

  /** Fills {@code target} with the bytes of an array, which are as many; waits for the device. */
  public static void copyTo(ByteBuffer target, NDArray array) {
    read(
        array,
        live -> {
          if (live.remaining() != target.remaining()) {
            throw new IllegalArgumentException(
                "a tensor of %d bytes where %d belong"
                    .formatted(live.remaining(), target.remaining()));
          }
          return target.duplicate().put(live);
        });
  }

  private static ByteBuffer read(NDArray array, UnaryOperator<ByteBuffer> reader) {
    boolean here = array.getDevice().equals(Device.cpu());
    NDArray host = here ? array : array.toDevice(Device.cpu(), true);
    try {
      return reader.apply(
          host.size() == 0
              ? ByteBuffer.allocate(0)
              : JniUtils.getByteBuffer((PtNDArray) host, true));
    } finally {
      if (!here) {
        host.close();
      }
    }
  }

  /**
   * The tensor of that shape on the device of {@code owner}; on a CPU it shares the buffer's memory
   * and keeps the buffer, elsewhere it goes by way of pinned memory.
   */
  public static NDArray tensor(
      TorchProgram program, NDManager owner, ByteBuffer direct, Shape shape, DataType type) {
    return placed(program, owner, shared(owner, direct, shape, type));
  }

  /**
   * The same for bfloat16, which the engine's Java side does not know: another type of two bytes
   * carries the bits. That tensor stays open until {@code owner} closes, for it alone keeps the
   * buffer from the garbage collector.
   */
  public static NDArray bf16(
      TorchProgram program, NDManager owner, ByteBuffer direct, Shape shape) {
    NDArray bits = tensor(program, owner, direct, shape, DataType.FLOAT16);
    return program.call("bits_as").with(bits).with(Dtype.BF16).tensor(owner);
  }

  /** A tensor on the host that shares the buffer's memory and keeps the buffer. */
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
