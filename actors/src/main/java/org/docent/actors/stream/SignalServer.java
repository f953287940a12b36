package org.docent.actors.stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.SignalLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the outboxes of this process to students that pull. A peer costs a connection, one small
 * request buffer and two chunks in flight, which are views of the outbox (with TLS, half a megabyte
 * that is encrypted); what does not speak the protocol, or has no certificate where one is asked
 * for, is dropped with one log line.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
public final class SignalServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SignalServer.class);

  /** A request is smaller, so this is what a peer can have here at a time. */
  private static final int READ_BYTES = 2048;

  private final Outboxes outboxes;
  private final StreamOptions options;
  private final Transport transport = Transport.best();
  private final EventLoopGroup group = transport.oneLoop("docent-signal-server");
  private final EventLoop loop = group.next();
  private final DroppedPeers droppedPeers = new DroppedPeers(log, this::inAMinute);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger connections = new AtomicInteger();
  private final Channel channel;

  private SignalServer(Outboxes outboxes, StreamOptions options, InetSocketAddress bindTo) {
    this.outboxes = outboxes;
    this.options = options;
    this.channel = bind(bindTo);
  }

  /**
   * Binds and serves.
   *
   * @param port 0 for any free one
   * @throws DocentException when the address cannot be bound
   */
  public static SignalServer start(
      Outboxes outboxes, StreamOptions options, String host, int port) {
    return new SignalServer(outboxes, options, new InetSocketAddress(host, port));
  }

  /** Where students reach this server when they know its machine as {@code host}. */
  public SignalLocation location(String host) {
    return new SignalLocation(
        outboxes.process(), host, ((InetSocketAddress) channel.localAddress()).getPort());
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    channel.close();
    loop.execute(droppedPeers::close);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  /** Waits until nothing of a closed server runs any more. */
  void awaitEnd() {
    group.terminationFuture().syncUninterruptibly();
  }

  private Runnable inAMinute(Runnable task) {
    Future<?> scheduled = loop.schedule(task, 1, TimeUnit.MINUTES);
    return () -> scheduled.cancel(false);
  }

  private Channel bind(InetSocketAddress address) {
    int chunk = options.tls() == null ? options.chunkBytes() : READ_BYTES * 128;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverSocket)
            .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(chunk, 2 * chunk))
            .childHandler(new Accepted());
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw DocentException.stop(
          "signals cannot be served on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ", set stream.host and stream.port to an address of this machine that is free: "
              + bound.cause().getMessage(),
          bound.cause());
    }
    return bound.channel();
  }

  private final class Accepted extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel peer) {
      peer.closeFuture().addListener(closed -> connections.decrementAndGet());
      if (connections.incrementAndGet() > options.maxConnections()) {
        droppedPeers.add(
            peer.remoteAddress(), "more than " + options.maxConnections() + " connections");
        peer.close();
        return;
      }
      long idleMillis = options.idle().toMillis();
      ChannelPipeline pipeline = peer.pipeline();
      pipeline.addLast(new IdleStateHandler(true, 0, 0, idleMillis, TimeUnit.MILLISECONDS));
      if (options.tls() != null) {
        pipeline.addLast(StreamTls.accepting(options.tls(), options.connect()));
      }
      pipeline.addLast(new PullServerHandler(outboxes, options, droppedPeers));
    }
  }
}
