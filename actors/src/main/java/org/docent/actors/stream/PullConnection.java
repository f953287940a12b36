package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.docent.actors.tls.TlsFaults;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.ChunkHeader;
import org.docent.protocol.signal.PullAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client, which serves one pull at a time: frames are gathered in a small
 * buffer, chunks are read from the socket straight to their place in the payload, or copied there
 * where TLS has to open them first. It is given up when nothing comes for a while, and when bytes
 * dribble but no chunk becomes whole.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
final class PullConnection extends ChannelInboundHandlerAdapter {

  /** What a connection tells its client. */
  interface Owner {
    /** The pull is over and the connection free for another. */
    void free(PullConnection connection);

    /** Whether a connection that is free and silent may go. */
    boolean isSpare(PullConnection connection);

    /**
     * The connection has closed.
     *
     * @param unasked whether it was free and nobody here had closed it
     */
    void closed(PullConnection connection, boolean unasked);

    /** The connection is of no more use; the pull may go on over another. */
    void broken(IncomingPayload<?> pull, String reason);
  }

  private enum Phase {
    ANSWER_PREFIX,
    ANSWER,
    CHUNK_HEADER,
    CHUNK
  }

  private static final int STRAY_BYTES = 64;

  /** Read at a time, so that the checksum finds the bytes in the cache. */
  private static final int LANDING_BYTES = 512 << 10;

  private final Owner owner;
  private final Duration patience;
  private final ByteBuffer frame = ByteBuffer.allocate(PullAnswer.MAX_BYTES);
  private Phase phase = Phase.ANSWER_PREFIX;
  private int wanted;
  private @Nullable ChannelHandlerContext context;
  private @Nullable IncomingPayload<?> pull;
  private @Nullable ChunkHeader chunk;
  private ByteBuffer room = ByteBuffer.allocate(0);

  /** Whether the buffer that the socket is being read into is the room. */
  private boolean landing;

  private CRC32C crc = new CRC32C();
  private @Nullable Future<?> watch;

  /** Whether the connection ends for a reason that needs no look at the server. */
  private boolean explained;

  /**
   * A connection that is not open yet.
   *
   * @param patience how long a chunk may take
   */
  PullConnection(Owner owner, Duration patience) {
    this.owner = owner;
    this.patience = patience;
  }

  /** Sends the request for what the pull still lacks. */
  void start(IncomingPayload<?> next) {
    pull = next;
    await(Phase.ANSWER_PREFIX, PullAnswer.PREFIX_BYTES);
    if (context == null || !context.channel().isActive()) {
      giveUp("the connection closed");
    } else {
      context.writeAndFlush(Unpooled.wrappedBuffer(next.remainder().encode()));
      watch(context, next, next.verifiedBytes());
    }
  }

  boolean isOpen() {
    return context != null && context.channel().isActive();
  }

  void close() {
    explained = true;
    if (context != null) {
      context.close();
    }
  }

  /** Where the next bytes from the socket go, when they need no opening. */
  ByteBuf landingPlace(ByteBufAllocator memory) {
    IncomingPayload<?> current = pull;
    landing = false;
    if (current == null || current.isDone()) {
      return memory.directBuffer(STRAY_BYTES);
    }
    if (phase == Phase.CHUNK) {
      landing = true;
      int most = Math.min(room.remaining(), LANDING_BYTES);
      return Unpooled.wrappedBuffer(room.slice(room.position(), most)).clear();
    }
    int missing = wanted - frame.position();
    return memory.directBuffer(missing, missing);
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
    boolean unasked = pull == null && !explained;
    giveUp(whyClosed());
    owner.closed(this, unasked);
  }

  private String whyClosed() {
    if (phase != Phase.ANSWER_PREFIX) {
      return "the connection closed";
    }
    if (frame.position() >= 2 && TlsFaults.isTls(frame.get(0), frame.get(1))) {
      return TlsFaults.speaksTls();
    }
    return "it closed the connection before it answered; its log says why, which may be that"
        + " tls is set on one end alone";
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext server, Object event) {
    if (event instanceof IdleStateEvent && (pull != null || owner.isSpare(this))) {
      explained = true;
      giveUp("nothing came for a while");
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      explained = true;
      giveUp(PeerFaults.of(handshake.cause()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext server, Throwable cause) {
    if (cause instanceof DocentException && pull != null) {
      pull.checkFailed();
    }
    giveUp(PeerFaults.of(cause));
  }

  private void watch(ChannelHandlerContext server, IncomingPayload<?> watched, int before) {
    watch =
        server
            .executor()
            .schedule(
                () -> {
                  if (watched.verifiedBytes() > before) {
                    watch(server, watched, watched.verifiedBytes());
                  } else {
                    giveUp("no whole chunk came within " + patience.toMillis() + " ms");
                  }
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void unwatch() {
    if (watch != null) {
      watch.cancel(false);
      watch = null;
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
    if (landing) {
      bytes.skipBytes(part.limit());
    } else {
      bytes.readBytes(part);
      part.flip();
    }
    crc.update(part);
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
    unwatch();
    pull = null;
    if (!finished.endedCleanly()) {
      close();
    }
    owner.free(this);
  }

  private void giveUp(String reason) {
    unwatch();
    IncomingPayload<?> unfinished = pull;
    pull = null;
    if (context != null) {
      context.close();
    }
    if (unfinished != null) {
      explained = true;
      owner.broken(unfinished, reason);
    }
  }
}
