package org.docent.coordinator.simulation;

import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.manifest.Timeline;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;

/**
 * All micro-batches of a run in the order in which they move the weights.
 *
 * @param widestStep the most that one step has
 */
record SimulatedPlan(List<MicroBatchId> microBatches, int widestStep, Timeline timeline) {

  static SimulatedPlan of(List<StepPlanner> planners) {
    List<MicroBatchId> all = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    int widest = 0;
    for (StepPlanner planner : planners) {
      totals.add(planner.totalSteps());
      for (int step = 0; step < planner.totalSteps(); step++) {
        List<MicroBatchPlan> parts = planner.plan(step).parts();
        parts.forEach(part -> all.add(part.id()));
        widest = Math.max(widest, parts.size());
      }
    }
    return new SimulatedPlan(List.copyOf(all), widest, new Timeline(totals));
  }
}
