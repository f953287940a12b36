package org.docent.coordinator.serve;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.model.generate.AnswerScheduler;
import org.docent.model.generate.Answerer;
import org.docent.protocol.failure.DocentException;

/**
 * Serves a model over HTTP as OpenAI's API does: {@code POST /v1/chat/completions}, {@code GET
 * /v1/models} and {@code GET /health}. Answers come from a scheduler that somebody runs. Netty
 * rather than the JDK's server, which does not tell of a client that hangs up while its answer is
 * computed and spends a thread on each that waits.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is not waited for
public final class ChatServer implements AutoCloseable {

  private static final int MOST_CONNECTIONS = 1024;
  private static final int BACKLOG = 1024;
  private static final int WRITE_SECONDS = 60;

  private final ChatApi api;
  private final BodyMemory memory;
  private final AtomicInteger connections = new AtomicInteger();
  private final EventLoopGroup group =
      new NioEventLoopGroup(1, new DefaultThreadFactory("docent-http", /* daemon= */ true));
  private final Channel channel;

  private ChatServer(ChatApi api, ServeSettings settings) {
    this.api = api;
    this.memory = new BodyMemory(settings.limits().heldBytes());
    this.channel = bind(settings);
  }

  /**
   * Binds and serves.
   *
   * @param clock for when an answer was created
   * @throws DocentException when the address cannot be bound
   */
  public static ChatServer start(
      Answerer answerer, AnswerScheduler scheduler, ServeSettings settings, Clock clock) {
    return new ChatServer(new ChatApi(answerer, scheduler, settings, clock), settings);
  }

  private Channel bind(ServeSettings settings) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    accept(client, settings);
                  }
                });
    ChannelFuture bound =
        bootstrap
            .bind(new InetSocketAddress(settings.host(), settings.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      api.close();
      throw DocentException.stop(
          "The server cannot listen on %s:%d (%s); set --host and --port to an address of this machine and a free port."
              .formatted(settings.host(), settings.port(), bound.cause().getMessage()),
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(SocketChannel client, ServeSettings settings) {
    client.closeFuture().addListener(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > MOST_CONNECTIONS) {
      client.close();
      return;
    }
    client
        .pipeline()
        .addLast(
            new WriteTimeoutHandler(WRITE_SECONDS),
            new HttpServerCodec(),
            new ConnectionHandler(api, memory, settings.limits()));
  }

  /** {@code http://host:port}. */
  public String url() {
    InetSocketAddress address = (InetSocketAddress) channel.localAddress();
    String host = address.getAddress().getHostAddress();
    return "http://%s:%d"
        .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  /** Writes what was answered, then hangs up on everybody. */
  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    api.close();
    group.next().submit(() -> {}).syncUninterruptibly(); // after all that was written before
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
