package org.docent.actors.stream;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.docent.actors.tls.TlsFaults;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says in the log which peers were dropped and why: one line each, none twice, and after some lines
 * within a minute their number alone, so that a flood of bad peers does not fill the log.
 */
public final class DroppedPeers implements AutoCloseable {

  /** After so many lines the rest are counted. */
  public static final int LINES_A_MINUTE = 10;

  private final Logger log;
  private final UnaryOperator<Runnable> inAMinute;
  private final Set<String> said = new HashSet<>();
  private @Nullable Runnable cancel;
  private int unsaid;

  /**
   * @param inAMinute has something run in a minute; what it returns cancels that
   */
  public DroppedPeers(Logger log, UnaryOperator<Runnable> inAMinute) {
    this.log = log;
    this.inAMinute = inAMinute;
  }

  /**
   * Notes a peer that is being dropped.
   *
   * @param peer its address, null when it has none any more
   */
  public synchronized void add(@Nullable Object peer, String reason) {
    if (cancel == null) {
      cancel = inAMinute.apply(this::close);
    }
    String line = "dropped peer " + peer + ": " + TlsFaults.oneLine(reason);
    if (said.size() < LINES_A_MINUTE && said.add(line)) {
      log.warn("{}", line);
    } else {
      unsaid++;
    }
  }

  /** Ends the minute: says how many were not named. */
  @Override
  public synchronized void close() {
    if (cancel != null) {
      cancel.run();
      cancel = null;
    }
    if (unsaid > 0) {
      log.warn("dropped {} more peers within a minute", unsaid);
    }
    unsaid = 0;
    said.clear();
  }
}
