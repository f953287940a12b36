package org.docent.model.distill;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.TensorSpec;

/**
 * What a teacher makes of a micro-batch, as it travels.
 *
 * @param payload direct, little-endian, the header's sections; position 0, limit at the end
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

  /** The bytes of a section: the payload's own memory. */
  public ByteBuffer bytes(TensorSpec spec) {
    return payload
        .slice(header.offset(spec.section()), Math.toIntExact(spec.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
