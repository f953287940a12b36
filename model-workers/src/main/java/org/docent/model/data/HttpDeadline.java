package org.docent.model.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When time is up the socket in use is closed, whatever waits for it: a peer that sends a byte now
 * and then gains nothing.
 */
final class HttpDeadline implements AutoCloseable {

  private final Duration time;
  private final CompletableFuture<Void> alarm;
  private @Nullable Socket inUse;
  private boolean over;

  private HttpDeadline(Duration time) {
    this.time = time;
    Executor later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
    this.alarm = CompletableFuture.runAsync(this::timeIsUp, later);
  }

  /** A deadline that much later than now. */
  static HttpDeadline in(Duration time) {
    return new HttpDeadline(time);
  }

  /** From now on it is this socket. */
  synchronized void guard(Socket socket) throws IOException {
    requireTime(null);
    inUse = socket;
  }

  /** Says so when time is up, which is why an operation failed. */
  synchronized void requireTime(@Nullable IOException failure) throws IOException {
    if (over) {
      IOException late =
          new SocketTimeoutException("it takes longer than " + time.toSeconds() + " s");
      late.initCause(failure);
      throw late;
    }
  }

  /** How long one step may take: never longer than all. */
  int millis() {
    return Math.toIntExact(time.toMillis());
  }

  private synchronized void timeIsUp() {
    over = true;
    if (inUse != null) {
      try {
        inUse.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    alarm.cancel(false);
  }
}
