package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.signal.ChunkHeader;

/** A range of a payload on its way out, cut into chunks that are views of the payload. */
final class OutgoingPayload {

  private final LeaseEpoch epoch;
  private final ByteBuffer rest;

  OutgoingPayload(LeaseEpoch epoch, ByteBuffer payload, long offset, long length) {
    this.epoch = epoch;
    int begin = Math.toIntExact(offset);
    int end = (int) (begin + Math.min(length, payload.limit() - begin));
    this.rest = payload.duplicate().position(begin).limit(end);
  }

  boolean hasRemaining() {
    return rest.hasRemaining();
  }

  /** The next chunk with its header; nothing is copied. */
  ByteBuf nextChunk(int chunkBytes) {
    int length = Math.min(chunkBytes, rest.remaining());
    ByteBuffer chunk = rest.slice(rest.position(), length);
    ByteBuffer header = ChunkHeader.encode(epoch, rest.position(), chunk);
    rest.position(rest.position() + length);
    return Unpooled.wrappedBuffer(header, chunk);
  }
}
