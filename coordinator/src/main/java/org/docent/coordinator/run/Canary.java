package org.docent.coordinator.run;

import org.docent.coordinator.ledger.StepPlanner;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/** The micro-batch by which the teachers of a run are compared. */
final class Canary {

  private Canary() {}

  /**
   * The first of the first stage for which teachers compute, wherever the run stands: so what a
   * teacher made of it stays comparable. Null when there is none.
   */
  static @Nullable MicroBatchPlan of(RunSetup setup) {
    for (StepPlanner planner : setup.planners()) {
      if (setup.supply(planner.stage()).leasing() && planner.totalSteps() > 0) {
        return planner.plan(0).parts().get(0);
      }
    }
    return null;
  }
}
