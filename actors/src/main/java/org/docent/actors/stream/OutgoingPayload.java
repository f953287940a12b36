package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.signal.ChunkHeader;

/**
 * A range of a payload on its way out, cut into chunks and these into pieces; the bytes are views
 * of the payload.
 */
final class OutgoingPayload {

  private final LeaseEpoch epoch;
  private final ByteBuffer rest;
  private final int chunkBytes;
  private final int pieceBytes;
  private int restOfChunk;

  /**
   * What is to be sent.
   *
   * @param pieceBytes written at a time
   */
  OutgoingPayload(
      LeaseEpoch epoch,
      ByteBuffer payload,
      long offset,
      long length,
      int chunkBytes,
      int pieceBytes) {
    this.epoch = epoch;
    this.chunkBytes = chunkBytes;
    this.pieceBytes = pieceBytes;
    int begin = Math.toIntExact(offset);
    int end = (int) (begin + Math.min(length, payload.limit() - begin));
    this.rest = payload.duplicate().position(begin).limit(end);
  }

  boolean hasRemaining() {
    return rest.hasRemaining();
  }

  /** Whether a chunk begins here, so that {@link #chunkHeader} comes first. */
  boolean atChunk() {
    return restOfChunk == 0;
  }

  /** The header of the chunk that begins here. */
  ByteBuf chunkHeader(ByteBufAllocator memory) {
    restOfChunk = Math.min(chunkBytes, rest.remaining());
    ByteBuffer chunk = rest.slice(rest.position(), restOfChunk);
    ByteBuf header = memory.directBuffer(ChunkHeader.BYTES, ChunkHeader.BYTES);
    ByteBuffer frame = header.internalNioBuffer(0, ChunkHeader.BYTES);
    ChunkHeader.encode(epoch, rest.position(), chunk, frame);
    return header.writerIndex(ChunkHeader.BYTES);
  }

  /** The next bytes of the chunk. */
  ByteBuf piece() {
    int length = Math.min(pieceBytes, restOfChunk);
    ByteBuf piece = Unpooled.wrappedBuffer(rest.slice(rest.position(), length));
    rest.position(rest.position() + length);
    restOfChunk -= length;
    return piece;
  }
}
