package org.docent.actors.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.docent.protocol.signal.SignalLocation;

/** Opens a client's connections: over TLS where that is configured, each with its idle time. */
final class Connector {

  private static final int ENCRYPTED_READ_BYTES = 256 << 10;

  private final StreamOptions options;
  private final Bootstrap bootstrap;

  /** A connector on that loop. */
  Connector(StreamOptions options, Transport transport, EventLoopGroup group) {
    this.options = options;
    this.bootstrap =
        new Bootstrap()
            .group(group)
            .channel(transport.socket)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connect().toMillis());
  }

  /** Opens that connection to that server. */
  ChannelFuture open(PullConnection connection, SignalLocation server) {
    return bootstrap
        .clone()
        .handler(new Opened(connection, server))
        .option(ChannelOption.RCVBUF_ALLOCATOR, readingInto(connection))
        .connect(server.host(), server.port());
  }

  private RecvByteBufAllocator readingInto(PullConnection connection) {
    return options.tls() == null
        ? new LandingPlaces(connection::landingPlace)
        : new AdaptiveRecvByteBufAllocator(4096, 65536, ENCRYPTED_READ_BYTES);
  }

  private final class Opened extends ChannelInitializer<SocketChannel> {
    private final PullConnection connection;
    private final SignalLocation server;

    Opened(PullConnection connection, SignalLocation server) {
      this.connection = connection;
      this.server = server;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      long idleMillis = options.idle().toMillis();
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS));
      if (options.tls() != null) {
        pipeline.addLast(StreamTls.connecting(options.tls(), server, options.connect()));
      }
      pipeline.addLast(connection);
    }
  }
}
