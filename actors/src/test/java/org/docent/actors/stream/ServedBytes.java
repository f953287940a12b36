package org.docent.actors.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.signal.ChunkHeader;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullStatus;
import org.docent.protocol.signal.SignalHeaderFormat;

/** What a good server sends for a whole signal, and where in it the frames begin. */
final class ServedBytes {

  private final byte[] bytes;
  private final int answerBytes;

  private ServedBytes(byte[] bytes, int answerBytes) {
    this.bytes = bytes;
    this.answerBytes = answerBytes;
  }

  static ServedBytes of(Signal signal, LeaseEpoch epoch, int chunkBytes) {
    ByteBuffer payload = signal.payload();
    byte[] answer =
        new PullAnswer(
                PullStatus.OK,
                epoch,
                payload.remaining(),
                SignalHeaderFormat.encode(signal.header()))
            .encode()
            .array();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(answer);
    for (int at = 0; at < payload.remaining(); at += chunkBytes) {
      ByteBuffer chunk = payload.slice(at, Math.min(chunkBytes, payload.remaining() - at));
      all.writeBytes(ChunkHeader.encode(epoch, at, chunk).array());
      byte[] copy = new byte[chunk.remaining()];
      chunk.get(copy);
      all.writeBytes(copy);
    }
    return new ServedBytes(all.toByteArray(), answer.length);
  }

  /** A copy of all. */
  byte[] bytes() {
    return bytes.clone();
  }

  /** Bytes of the answer, after which the first chunk's header comes. */
  int answerBytes() {
    return answerBytes;
  }
}
