package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.ChunkHeader;
import org.docent.protocol.signal.PullAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client, which serves one pull at a time: frames are gathered in a small
 * buffer, chunks go from the socket's buffer straight to their place in the payload.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
final class PullConnection extends ChannelInboundHandlerAdapter {

  /** What a connection tells its client. */
  interface Owner {
    /** The pull is over and the connection free for another. */
    void free(PullConnection connection);

    /** The connection is of no more use; the pull may go on over another. */
    void broken(IncomingPayload<?> pull, String reason);
  }

  private enum Phase {
    ANSWER_PREFIX,
    ANSWER,
    CHUNK_HEADER,
    CHUNK
  }

  private final Owner owner;
  private final ByteBuffer frame = ByteBuffer.allocate(PullAnswer.MAX_BYTES);
  private Phase phase = Phase.ANSWER_PREFIX;
  private int wanted;
  private @Nullable ChannelHandlerContext context;
  private @Nullable IncomingPayload<?> pull;
  private @Nullable ChunkHeader chunk;
  private ByteBuffer room = ByteBuffer.allocate(0);
  private CRC32C crc = new CRC32C();

  PullConnection(Owner owner) {
    this.owner = owner;
  }

  /** Sends the request for what the pull still lacks. */
  void start(IncomingPayload<?> next) {
    pull = next;
    await(Phase.ANSWER_PREFIX, PullAnswer.PREFIX_BYTES);
    if (context == null || !context.channel().isActive()) {
      giveUp("the connection closed");
    } else {
      context.writeAndFlush(Unpooled.wrappedBuffer(next.remainder().encode()));
    }
  }

  boolean isOpen() {
    return context != null && context.channel().isActive();
  }

  void close() {
    if (context != null) {
      context.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext server, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      IncomingPayload<?> current = pull;
      while (bytes.isReadable() && current != null && !current.isDone()) {
        take(bytes, current);
      }
      if (bytes.isReadable()) {
        server.close();
      }
      if (current != null && current.isDone()) {
        free(current);
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext server) {
    giveUp("the connection closed");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext server, Object event) {
    if (event instanceof IdleStateEvent) {
      giveUp("nothing came for a while");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext server, Throwable cause) {
    if (cause instanceof DocentException && pull != null) {
      pull.checkFailed();
    }
    if (cause instanceof IOException || cause instanceof DocentException) {
      giveUp(String.valueOf(cause.getMessage()));
    } else {
      giveUp(cause.toString());
    }
  }

  private void take(ByteBuf bytes, IncomingPayload<?> current) {
    if (phase == Phase.CHUNK) {
      takeChunk(bytes, current);
      return;
    }
    frame.limit(frame.position() + Math.min(bytes.readableBytes(), wanted - frame.position()));
    bytes.readBytes(frame);
    if (frame.position() < wanted) {
      return;
    }
    switch (phase) {
      case ANSWER_PREFIX -> {
        phase = Phase.ANSWER;
        wanted = PullAnswer.frameBytes(frame);
      }
      case ANSWER -> {
        current.answered(PullAnswer.decode(frame.duplicate().flip()));
        await(Phase.CHUNK_HEADER, ChunkHeader.BYTES);
      }
      default -> {
        ChunkHeader header = ChunkHeader.decode(frame);
        chunk = header;
        room = current.room(header);
        crc = ChunkHeader.checksumOf(frame);
        phase = Phase.CHUNK;
      }
    }
  }

  private void takeChunk(ByteBuf bytes, IncomingPayload<?> current) {
    ByteBuffer part =
        room.slice(room.position(), Math.min(bytes.readableBytes(), room.remaining()));
    bytes.readBytes(part);
    crc.update(part.flip());
    room.position(room.position() + part.limit());
    if (room.hasRemaining() || chunk == null) {
      return;
    }
    chunk.requireChecksum(crc);
    current.accept(chunk);
    await(Phase.CHUNK_HEADER, ChunkHeader.BYTES);
  }

  private void await(Phase next, int bytes) {
    phase = next;
    wanted = bytes;
    frame.clear();
  }

  private void free(IncomingPayload<?> finished) {
    pull = null;
    if (!finished.endedCleanly()) {
      close();
    }
    owner.free(this);
  }

  private void giveUp(String reason) {
    IncomingPayload<?> unfinished = pull;
    pull = null;
    close();
    if (unfinished != null) {
      owner.broken(unfinished, reason);
    }
  }
}
