package org.docent.coordinator.ledger;

import java.time.Duration;

/**
 * The bounds a ledger keeps.
 *
 * @param window micro-batches that may be open at once to begin with: planned for leasing, leased
 *     or ready, and not yet applied. A step with more parts than that widens it to its own size,
 *     since it could never be finished otherwise. {@link WorkLedger#resize} changes it
 * @param lease how long a teacher has for a micro-batch
 * @param tries leases of one micro-batch that may end in a failure before the run must stop; leases
 *     lost with their teacher do not count
 */
public record LedgerLimits(int window, Duration lease, int tries) {

  public LedgerLimits {
    if (window < 1 || tries < 1) {
      throw new IllegalArgumentException(
          "window is " + window + " and tries " + tries + ", both must be at least 1");
    }
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException("lease is " + lease + ", must be longer than nothing");
    }
  }
}
