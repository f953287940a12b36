package org.docent.coordinator.run;

import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/** The micro-batch by which the teachers of a run are compared. */
final class Canary {

  private Canary() {}

  /**
   * The first of the first stage with a teacher, wherever the run stands: so what a teacher made of
   * it stays comparable. Null when no stage has a teacher.
   */
  static @Nullable MicroBatchPlan of(RunSetup setup) {
    for (int stage = 0; stage < setup.settings().stages().size(); stage++) {
      if (setup.settings().stage(stage).needsTeacher()) {
        PlanShape shape = PlanShape.of(setup.settings(), stage, setup.samples().get(stage));
        return new BatchPlanner(shape).plan(0).parts().get(0);
      }
    }
    return null;
  }
}
