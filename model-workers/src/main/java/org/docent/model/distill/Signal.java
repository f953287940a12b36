package org.docent.model.distill;

import java.nio.ByteBuffer;
import org.docent.protocol.signal.SignalHeader;

/**
 * What a teacher makes of a micro-batch: its last hidden state at the rows the losses need, and the
 * features of the vision tower where they are shared.
 *
 * @param payload direct, little-endian float32, {@code rows × width}: response rows in the batch's
 *     order, then visual rows; then the features; position 0, limit at the end
 */
public record Signal(SignalHeader header, ByteBuffer payload) {

  public Signal {
    if (payload.remaining() != header.payloadBytes()) {
      throw new IllegalArgumentException(
          "signal "
              + header.id()
              + " carries "
              + payload.remaining()
              + " bytes, its header says "
              + header.payloadBytes());
    }
  }
}
