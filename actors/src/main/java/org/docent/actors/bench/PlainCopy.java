package org.docent.actors.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The floor: bytes from a direct buffer of one process into a direct buffer of another by blocking
 * NIO, with no frames, checksums or checks. A client says how many it wants and gets them.
 */
final class PlainCopy implements AutoCloseable {

  private final ServerSocketChannel accepting;
  private final ByteBuffer source;
  private final int writeBytes;

  private PlainCopy(ServerSocketChannel accepting, int signalBytes, int writeBytes) {
    this.accepting = accepting;
    this.source = ByteBuffer.allocateDirect(signalBytes);
    this.writeBytes = writeBytes;
  }

  /** Serves one client at a time on a thread of its own. */
  static PlainCopy serve(int signalBytes, int writeBytes) throws IOException {
    ServerSocketChannel accepting =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    PlainCopy copy = new PlainCopy(accepting, signalBytes, writeBytes);
    Thread thread = new Thread(copy::serveAll, "plain-copy");
    thread.setDaemon(true);
    thread.start();
    return copy;
  }

  int port() {
    return accepting.socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    accepting.close();
  }

  /** Pulls so many bytes, each signal into the same buffer. */
  static void pull(int port, long bytes, int signalBytes) throws IOException {
    ByteBuffer target = ByteBuffer.allocateDirect(signalBytes);
    try (SocketChannel server =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      ByteBuffer wish = ByteBuffer.allocate(Long.BYTES).putLong(bytes).flip();
      server.write(wish);
      for (long rest = bytes; rest > 0; ) {
        target.clear().limit((int) Math.min(rest, signalBytes));
        while (target.hasRemaining()) {
          if (server.read(target) < 0) {
            throw new EOFException("the plain copy ended " + rest + " bytes early");
          }
        }
        rest -= target.limit();
      }
    }
  }

  private void serveAll() {
    try {
      while (true) {
        try (SocketChannel client = accepting.accept()) {
          serve(client);
        }
      }
    } catch (ClosedChannelException end) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel client) throws IOException {
    ByteBuffer wish = ByteBuffer.allocate(Long.BYTES);
    while (wish.hasRemaining()) {
      if (client.read(wish) < 0) {
        return;
      }
    }
    long rest = wish.flip().getLong();
    while (rest > 0) {
      int begin = source.position() == source.capacity() ? 0 : source.position();
      int end =
          (int) Math.min(Math.min(begin + (long) writeBytes, source.capacity()), begin + rest);
      source.limit(end).position(begin);
      while (source.hasRemaining()) {
        client.write(source);
      }
      rest -= end - begin;
    }
    source.clear();
  }
}
