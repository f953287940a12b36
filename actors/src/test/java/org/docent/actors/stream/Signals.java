package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;

/** Signals whose every number is known. */
public final class Signals {

  private Signals() {}

  /** The signal whose value i is {@code seed + i}. */
  public static Signal counting(MicroBatchId id, int rows, int width, float seed) {
    return new Signal(header(id, rows, width, "weights-1"), floats(rows * width, seed));
  }

  /** The header of a signal of float32 hidden states by a teacher of those weights. */
  public static SignalHeader header(MicroBatchId id, int rows, int width, String weights) {
    TensorSpec hidden =
        new TensorSpec(SignalSection.VISUAL_HIDDEN, ElementType.FLOAT32, rows, width);
    return new SignalHeader(id, 17, weights, "vis=hidden(float32)", List.of(hidden));
  }

  /** The head whose value i is {@code seed + i}. */
  public static TeacherHead head(int vocabulary, int width, float seed) {
    return new TeacherHead(vocabulary, width, Dtype.FLOAT32, floats(vocabulary * width, seed));
  }

  private static ByteBuffer floats(int count, float seed) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(4 * i, seed + i);
    }
    return bytes;
  }
}
