package org.docent.coordinator.ledger;

import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.TeacherId;

/** Where an open micro-batch stands. A lease without a deadline cannot be written down. */
sealed interface WorkState {

  /** Nobody has it. */
  record Planned() implements WorkState {
    static final Planned INSTANCE = new Planned();
  }

  /** A teacher computes it. */
  record Leased(TeacherId teacher, LeaseEpoch epoch, Deadline deadline) implements WorkState {}

  /** Its signal lies in a teacher's outbox, or in the store of {@link TeacherId#STORE}. */
  record Ready(TeacherId teacher, LeaseEpoch epoch, long bytes) implements WorkState {}
}
