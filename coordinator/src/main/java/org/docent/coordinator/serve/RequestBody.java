package org.docent.coordinator.serve;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** A request's body as it comes, within what a body may have and what all may have together. */
final class RequestBody implements AutoCloseable {

  private final BodyMemory memory;
  private final long most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long held;

  RequestBody(BodyMemory memory, long most) {
    this.memory = memory;
    this.most = most;
  }

  /**
   * Copies what came.
   *
   * @throws ApiError when it is too much
   */
  void add(ByteBuf part) {
    int length = part.readableBytes();
    requireNotMore(held + length, most);
    if (!memory.take(length)) {
      throw ApiError.busy("The server holds as many bytes of requests as it may; ask again later.");
    }
    held += length;
    byte[] copy = new byte[length];
    part.readBytes(copy);
    bytes.writeBytes(copy);
  }

  static void requireNotMore(long length, long most) {
    if (length > most) {
      throw ApiError.request(
          413,
          "request_too_large",
          "The body has %s bytes, must have at most %d; send less.".formatted(length, most));
    }
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Gives the memory back, once; whoever took the bytes has let them go. */
  @Override
  public synchronized void close() {
    memory.give(held);
    held = 0;
  }
}
