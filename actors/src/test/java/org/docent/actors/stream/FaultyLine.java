package org.docent.actors.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.protocol.signal.SignalLocation;

/** A TCP line to a server on which something happens to the bytes that come back. */
final class FaultyLine implements AutoCloseable {

  /** What happens to one byte. */
  interface Fault {
    int CUT = -1;

    /**
     * Passes a byte on, changes it or cuts the line.
     *
     * @param connection counts connections from 1
     * @param index place of the byte among those the server sent on this connection
     */
    int apply(int connection, long index, int value);
  }

  private final ServerSocket accepting;
  private final SignalLocation server;
  private final Fault fault;
  private final AtomicInteger connections = new AtomicInteger();

  FaultyLine(SignalLocation server, Fault fault) throws IOException {
    this.server = server;
    this.fault = fault;
    this.accepting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  SignalLocation location() {
    return new SignalLocation("elsewhere", "127.0.0.1", accepting.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    accepting.close();
  }

  private void accept() throws IOException {
    while (!accepting.isClosed()) {
      Socket client = accepting.accept();
      int number = connections.incrementAndGet();
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.port());
      start(() -> client.getInputStream().transferTo(upstream.getOutputStream()));
      start(() -> back(number, upstream, client));
    }
  }

  private void back(int number, Socket upstream, Socket client) throws IOException {
    try (upstream;
        client) {
      InputStream in = upstream.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] block = new byte[1024];
      long index = 0;
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        int kept = 0;
        while (kept < count) {
          int value = fault.apply(number, index + kept, block[kept] & 0xFF);
          if (value == Fault.CUT) {
            out.write(block, 0, kept);
            return;
          }
          block[kept++] = (byte) value;
        }
        out.write(block, 0, count);
        index += count;
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                Thread.currentThread().setUncaughtExceptionHandler((dying, closedSocket) -> {});
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
