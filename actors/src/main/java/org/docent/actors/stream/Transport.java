package org.docent.actors.stream;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How Netty reaches the kernel: by epoll where its library loads, by Java's own NIO elsewhere. */
enum Transport {
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
  NIO(NioSocketChannel.class, NioServerSocketChannel.class);

  final Class<? extends SocketChannel> socket;
  final Class<? extends ServerChannel> serverSocket;

  Transport(Class<? extends SocketChannel> socket, Class<? extends ServerChannel> serverSocket) {
    this.socket = socket;
    this.serverSocket = serverSocket;
  }

  /** The best there is on this machine. */
  static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** One event loop, on a daemon thread of that name. */
  EventLoopGroup oneLoop(String name) {
    DefaultThreadFactory threads = new DefaultThreadFactory(name, /* daemon= */ true);
    return this == EPOLL ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
  }
}
