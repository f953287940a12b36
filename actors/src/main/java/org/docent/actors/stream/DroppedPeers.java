package org.docent.actors.stream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says in the log which peers a server dropped and why: one line each, and after some lines within
 * a minute their number alone, so that a flood of bad peers does not fill the log. Belongs to the
 * server's event loop.
 */
final class DroppedPeers implements AutoCloseable {

  static final int LINES_A_MINUTE = 10;

  private final Logger log;
  private final EventExecutor loop;
  private @Nullable Future<?> minute;
  private int dropped;

  DroppedPeers(Logger log, EventExecutor loop) {
    this.log = log;
    this.loop = loop;
  }

  /**
   * Notes a peer that is being dropped.
   *
   * @param peer its address, null when it has none any more
   */
  void add(@Nullable Object peer, String reason) {
    if (minute == null) {
      minute = loop.schedule(this::close, 1, TimeUnit.MINUTES);
    }
    dropped++;
    if (dropped <= LINES_A_MINUTE) {
      log.warn("dropped peer {}: {}", peer, PeerFaults.oneLine(reason));
    }
  }

  /** Ends the minute: says how many were not named. */
  @Override
  public void close() {
    if (minute != null) {
      minute.cancel(false);
      minute = null;
    }
    if (dropped > LINES_A_MINUTE) {
      log.warn("dropped {} more peers within a minute", dropped - LINES_A_MINUTE);
    }
    dropped = 0;
  }
}
