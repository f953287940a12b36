package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.protocol.settings.Dtype;

/**
 * The teacher's frozen output projection: with it a hidden state says everything its logits would.
 *
 * @param type of a weight
 * @param weights direct, little-endian, {@code vocabulary × width}, row-major
 */
public record TeacherHead(int vocabulary, int width, Dtype type, ByteBuffer weights) {

  public TeacherHead {
    if (weights.remaining() != (long) type.bytes() * vocabulary * width) {
      throw new IllegalArgumentException(
          "teacher head of "
              + vocabulary
              + " x "
              + width
              + " carries "
              + weights.remaining()
              + " bytes, must be "
              + type.bytes()
              + " for each weight");
    }
  }

  /** The head on the device of {@code owner}; on a CPU it shares its memory. */
  public NDArray onDevice(TorchProgram program, NDManager owner) {
    Shape shape = new Shape(vocabulary, width);
    return switch (type) {
      case FLOAT32 -> HostMemory.tensor(program, owner, weights, shape, DataType.FLOAT32);
      case BF16 -> HostMemory.bf16(program, owner, weights, shape);
    };
  }
}
