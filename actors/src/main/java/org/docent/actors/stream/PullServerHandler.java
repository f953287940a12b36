package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.docent.actors.tls.TlsFaults;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.signal.HeadShape;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullKind;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer of the server: takes a pull, answers it, sends the chunks as fast as the peer takes
 * them, then takes the next. A request that does not come whole within the idle time is a bad peer,
 * however busily it dribbles, and so is one that asks again before it took the answer: so nothing
 * piles up here for a peer, whatever it does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
final class PullServerHandler extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(PullServerHandler.class);

  /** Encrypting makes a copy of what is written at a time, so that is less than a chunk. */
  private static final int ENCRYPTED_BYTES = 256 << 10;

  private final Outboxes outboxes;
  private final StreamOptions options;
  private final DroppedPeers droppedPeers;
  private final ByteBuffer request = ByteBuffer.allocate(PullRequest.MAX_BYTES);
  private int wanted = PullRequest.PREFIX_BYTES;
  private @Nullable Future<?> deadline;
  private @Nullable OutgoingPayload sending;

  /** From a whole request until the last byte of its answer is the kernel's. */
  private boolean answering;

  private boolean writing;
  private boolean dropped;

  PullServerHandler(Outboxes outboxes, StreamOptions options, DroppedPeers droppedPeers) {
    this.outboxes = outboxes;
    this.options = options;
    this.droppedPeers = droppedPeers;
  }

  @Override
  public void channelRead(ChannelHandlerContext peer, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable() && !dropped && peer.channel().isOpen()) {
        take(peer, bytes);
      }
    } catch (DocentException bad) {
      drop(peer, PeerFaults.of(bad));
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext peer) {
    send(peer);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext peer, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      exceptionCaught(peer, handshake.cause());
    } else if (event instanceof IdleStateEvent) {
      if (answering) {
        drop(peer, "it took no byte for " + options.idle().toMillis() + " ms");
      } else {
        peer.close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext peer, Throwable cause) {
    if (PeerFaults.isOfThePeer(cause)) {
      drop(peer, PeerFaults.of(cause));
    } else if (cause instanceof IOException) {
      log.debug("peer {} is gone: {}", peer.channel().remoteAddress(), cause.toString());
      peer.close();
    } else {
      log.error("peer {} met a fault of the server", peer.channel().remoteAddress(), cause);
      peer.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext peer) {
    cancelDeadline();
    sending = null;
  }

  private void take(ChannelHandlerContext peer, ByteBuf bytes) {
    if (answering) {
      throw DocentException.retry("it asks again before it took the answer");
    }
    if (deadline == null) {
      deadline =
          peer.executor()
              .schedule(
                  () -> drop(peer, "its request did not come whole in time"),
                  options.idle().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
    request.limit(
        request.position() + Math.min(bytes.readableBytes(), wanted - request.position()));
    bytes.readBytes(request);
    if (request.position() < wanted) {
      return;
    }
    if (wanted == PullRequest.PREFIX_BYTES) {
      if (TlsFaults.isTls(request.get(0), request.get(1))) {
        throw DocentException.retry(TlsFaults.speaksTls());
      }
      wanted = PullRequest.frameBytes(request);
      return;
    }
    PullRequest whole = PullRequest.decode(request.duplicate().flip());
    cancelDeadline();
    request.clear();
    wanted = PullRequest.PREFIX_BYTES;
    answering = true;
    answer(peer, whole);
  }

  private void answer(ChannelHandlerContext peer, PullRequest pull) {
    if (pull.kind() == PullKind.HEAD) {
      Optional<TeacherHead> head = outboxes.find(pull.teacher()).flatMap(Outbox::head);
      if (head.isPresent()) {
        serveHead(peer, pull, head.get());
      } else {
        refuse(peer, Outboxes.unknown(pull));
      }
      return;
    }
    Lookup lookup = outboxes.signal(pull);
    if (lookup instanceof Lookup.Found found) {
      serveSignal(peer, pull, found);
    } else if (lookup instanceof Lookup.Refused refused) {
      refuse(peer, refused);
    }
  }

  private void serveSignal(ChannelHandlerContext peer, PullRequest pull, Lookup.Found found) {
    Signal signal = found.signal();
    ByteBuffer head = SignalHeaderFormat.encode(signal.header());
    serve(peer, pull, found.epoch(), head, signal.payload());
  }

  private void serveHead(ChannelHandlerContext peer, PullRequest pull, TeacherHead head) {
    HeadShape shape = new HeadShape(head.vocabulary(), head.width(), head.type());
    serve(peer, pull, LeaseEpoch.NONE, shape.encode(), head.weights());
  }

  private void serve(
      ChannelHandlerContext peer,
      PullRequest pull,
      LeaseEpoch epoch,
      ByteBuffer head,
      ByteBuffer payload) {
    ByteBuffer bytes = payload.slice();
    int total = bytes.limit();
    if (pull.offset() > total || (pull.offset() == total && total > 0)) {
      String reason = "byte " + pull.offset() + " lies beyond the payload's " + total;
      refuse(peer, new Lookup.Refused(PullStatus.BAD_RANGE, epoch, reason));
      return;
    }
    PullAnswer answer = new PullAnswer(PullStatus.OK, epoch, total, head);
    ChannelFuture written = peer.write(Unpooled.wrappedBuffer(answer.encode()));
    int piece = options.tls() == null ? options.chunkBytes() : ENCRYPTED_BYTES;
    OutgoingPayload outgoing =
        new OutgoingPayload(
            epoch, bytes, pull.offset(), pull.length(), options.chunkBytes(), piece);
    if (outgoing.hasRemaining()) {
      sending = outgoing;
      send(peer);
    } else {
      peer.flush();
      endsWith(written);
    }
  }

  private void refuse(ChannelHandlerContext peer, Lookup.Refused refused) {
    PullAnswer answer = PullAnswer.refusal(refused.status(), refused.held(), refused.reason());
    endsWith(peer.writeAndFlush(Unpooled.wrappedBuffer(answer.encode())));
  }

  /** Flushes each piece, since one that waits to be encrypted does not count as unsent. */
  private void send(ChannelHandlerContext peer) {
    if (writing) {
      return; // called back by a write
    }
    writing = true;
    while (sending != null && peer.channel().isWritable()) {
      OutgoingPayload outgoing = sending;
      if (outgoing.atChunk()) {
        peer.write(outgoing.chunkHeader(peer.alloc()));
      }
      ChannelFuture written = peer.writeAndFlush(outgoing.piece());
      if (!outgoing.hasRemaining()) {
        sending = null;
        endsWith(written);
      }
    }
    writing = false;
  }

  private void endsWith(ChannelFuture last) {
    last.addListener(written -> answering = false);
  }

  private void drop(ChannelHandlerContext peer, String reason) {
    if (!dropped) {
      dropped = true;
      sending = null;
      droppedPeers.add(peer.channel().remoteAddress(), reason);
      peer.close();
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
