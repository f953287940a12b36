package org.docent.coordinator.ledger;

import java.time.Duration;

/** When a lease ends, on the monotonic nanosecond clock whose readings the ledger is given. */
public record Deadline(long nanos) {

  static Deadline after(Duration span, long nowNanos) {
    return new Deadline(nowNanos + span.toNanos());
  }

  /** Whether the time has come; right across an overflow of the clock. */
  public boolean reached(long nowNanos) {
    return nowNanos - nanos >= 0;
  }
}
