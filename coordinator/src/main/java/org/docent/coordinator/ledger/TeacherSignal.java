package org.docent.coordinator.ledger;

import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;

/** A signal in a teacher's outbox, made under that lease. */
public record TeacherSignal(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch, long bytes) {}
