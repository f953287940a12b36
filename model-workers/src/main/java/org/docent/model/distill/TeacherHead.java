package org.docent.model.distill;

import java.nio.ByteBuffer;

/**
 * The teacher's frozen output projection: with it a hidden state says everything its logits would.
 *
 * @param weights direct, little-endian float32, {@code vocabulary × width}, row-major
 */
public record TeacherHead(int vocabulary, int width, ByteBuffer weights) {

  public TeacherHead {
    if (weights.remaining() != 4L * vocabulary * width) {
      throw new IllegalArgumentException(
          "teacher head of "
              + vocabulary
              + " x "
              + width
              + " carries "
              + weights.remaining()
              + " bytes, must be 4 for each weight");
    }
  }
}
