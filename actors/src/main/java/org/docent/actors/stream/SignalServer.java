package org.docent.actors.stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.SignalLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the outboxes of this process to students that pull. A peer costs a connection, one small
 * request buffer and two chunks in flight, which are views of the outbox; what does not speak the
 * protocol is dropped with one log line.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
public final class SignalServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SignalServer.class);

  private final Outboxes outboxes;
  private final StreamOptions options;
  private final EventLoopGroup group =
      new NioEventLoopGroup(1, new DefaultThreadFactory("docent-signal-server", true));
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
    channel.close();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  private Channel bind(InetSocketAddress address) {
    int chunk = options.chunkBytes();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
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
        log.warn(
            "dropped peer {}: more than {} connections",
            peer.remoteAddress(),
            options.maxConnections());
        peer.close();
        return;
      }
      long idleMillis = options.idle().toMillis();
      peer.pipeline()
          .addLast(new IdleStateHandler(true, 0, 0, idleMillis, TimeUnit.MILLISECONDS))
          .addLast(new PullServerHandler(outboxes, options));
    }
  }
}
