package org.docent.coordinator.ledger;

import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;

/** The answer to whatever says that a lease or a signal has come to nothing. */
public sealed interface Withdrawal {

  /**
   * The micro-batch is planned again.
   *
   * @param teacher who had it
   * @param epoch under which it was had, and is fenced now
   * @param failures leases of this micro-batch that have ended in a failure
   * @param exhausted whether they are as many as the limits allow
   */
  record Withdrawn(
      MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, int failures, boolean exhausted)
      implements Withdrawal {}

  /** It concerns a lease that is not the current one: nothing changes. */
  record Fenced() implements Withdrawal {}
}
