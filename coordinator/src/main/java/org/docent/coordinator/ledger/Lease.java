package org.docent.coordinator.ledger;

import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.plan.MicroBatchPlan;

/** The answer to a teacher that asks for work. */
public sealed interface Lease {

  /** Compute this, under that epoch, until then. */
  record Granted(MicroBatchPlan plan, LeaseEpoch epoch, Deadline deadline) implements Lease {}

  /** Nothing of the window is waiting for a teacher. */
  record NothingToDo() implements Lease {}
}
