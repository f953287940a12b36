package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.model.store.StoredSet;
import org.docent.model.store.StoredSignal;
import org.docent.protocol.plan.MicroBatchPlan;

/**
 * What reading every record of a stage came to. Damaged ones count as missing from then on.
 *
 * @param read whole records
 * @param damaged a sentence for each that is not
 */
record StoreCheck(int read, List<String> damaged) {

  private static final int SHOWN = 20;

  /** Reads what a set has of a stage's first epochs. */
  static StoreCheck of(StoredSet set, BatchPlanner planner, int epochs) {
    List<String> damaged = new ArrayList<>();
    int read = 0;
    int steps = (int) Math.min((long) epochs * planner.stepsPerEpoch(), planner.totalSteps());
    for (int step = 0; step < steps; step++) {
      for (MicroBatchPlan part : planner.plan(step).parts()) {
        StoredSignal stored = set.read(part);
        if (stored instanceof StoredSignal.Damaged found) {
          damaged.add(found.what());
        } else if (stored instanceof StoredSignal.Found) {
          read++;
        }
      }
    }
    return new StoreCheck(read, damaged);
  }

  void print(String stage, PrintWriter out) {
    out.printf("stage %s: %d records are whole, %d damaged%n", stage, read, damaged.size());
    damaged.stream().limit(SHOWN).forEach(fault -> out.printf("  %s%n", fault));
    if (damaged.size() > SHOWN) {
      out.printf("  and %d more%n", damaged.size() - SHOWN);
    }
  }
}
