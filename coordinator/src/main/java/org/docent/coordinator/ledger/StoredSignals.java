package org.docent.coordinator.ledger;

import java.util.OptionalLong;
import org.docent.protocol.plan.MicroBatchPlan;

/** The signals that a run need not compute, because a store has them. */
@FunctionalInterface
public interface StoredSignals {

  /** A store that has nothing. */
  StoredSignals NONE = plan -> OptionalLong.empty();

  /** Bytes of the signal of a planned micro-batch; empty when the store does not have it. */
  OptionalLong find(MicroBatchPlan plan);

  /** Whether the signal of a planned micro-batch is there. */
  default boolean holds(MicroBatchPlan plan) {
    return find(plan).isPresent();
  }
}
