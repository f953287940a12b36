package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.signal.SignalHeader;

/** Signals whose every number is known. */
public final class Signals {

  private Signals() {}

  /** The signal whose value i is {@code seed + i}. */
  public static Signal counting(MicroBatchId id, int rows, int width, float seed) {
    SignalHeader header = new SignalHeader(id, rows, width, 17, "weights-1");
    return new Signal(header, floats(rows * width, seed));
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
