package org.docent.actors.student;

import java.util.function.LongSupplier;
import org.docent.protocol.plan.StepReport;

/** Where the time of one step went: on the device, or waiting for a signal. */
final class StepTimes {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanos;
  private boolean waiting;
  private long waitSince;
  private long waitedNanos;
  private long computedNanos;

  StepTimes(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The device stands idle for want of a signal. */
  void waiting() {
    if (!waiting) {
      waiting = true;
      waitSince = nanos.getAsLong();
    }
  }

  /** The signal is there. */
  void goingOn() {
    if (waiting) {
      waitedNanos += nanos.getAsLong() - waitSince;
      waiting = false;
    }
  }

  void computed(long deviceNanos) {
    computedNanos += deviceNanos;
  }

  /** The report with the times of the step, which begin anew. */
  StepReport complete(StepReport report) {
    StepReport timed = report.timed(computedNanos / NANOS_PER_MILLI, waitedNanos / NANOS_PER_MILLI);
    clear();
    return timed;
  }

  void clear() {
    waiting = false;
    waitedNanos = 0;
    computedNanos = 0;
  }
}
