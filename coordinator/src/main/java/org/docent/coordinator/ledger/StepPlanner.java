package org.docent.coordinator.ledger;

import org.docent.protocol.plan.StepPlan;

/** Plans the steps of one stage, the same each time it is asked. */
public interface StepPlanner {

  /** Index of the stage in the run. */
  int stage();

  /** Steps of the stage; 0 when there is nothing to do. */
  int totalSteps();

  /**
   * The plan of a step.
   *
   * @param step from 0 to {@code totalSteps() - 1}
   */
  StepPlan plan(int step);
}
