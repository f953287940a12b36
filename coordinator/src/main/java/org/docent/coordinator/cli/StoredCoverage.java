package org.docent.coordinator.cli;

import java.util.Optional;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/**
 * How much of a stage's training is stored.
 *
 * @param all micro-batches of the stage, each time it is taken
 * @param held those of them that are stored
 * @param epochs epochs up to the one in which the first is missing; 1 when none is
 */
record StoredCoverage(long all, long held, int epochs, Optional<MicroBatchPlan> firstMissing) {

  static StoredCoverage of(BatchPlanner planner, StoredSignals stored) {
    long all = 0;
    long held = 0;
    @Nullable MicroBatchPlan missing = null;
    for (int step = 0; step < planner.totalSteps(); step++) {
      for (MicroBatchPlan part : planner.plan(step).parts()) {
        all++;
        if (stored.holds(part)) {
          held++;
        } else if (missing == null) {
          missing = part;
        }
      }
    }
    int step = missing == null ? 0 : missing.id().step();
    return new StoredCoverage(
        all, held, step / planner.stepsPerEpoch() + 1, Optional.ofNullable(missing));
  }
}
