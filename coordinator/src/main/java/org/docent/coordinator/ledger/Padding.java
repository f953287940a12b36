package org.docent.coordinator.ledger;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.docent.protocol.plan.MicroBatchPlan;

/**
 * What micro-batches waste: a micro-batch computes the positions of its longest sample for each of
 * its samples.
 *
 * @param positions computed in all micro-batches
 * @param padded those of them that belong to no sample
 */
public record Padding(long positions, long padded) {

  /**
   * Over the planned steps of a stage's first epoch.
   *
   * @param lengthOf positions of a sample
   */
  public static Padding ofFirstEpoch(BatchPlanner planner, IntUnaryOperator lengthOf) {
    long positions = 0;
    long used = 0;
    int steps = Math.min(planner.stepsPerEpoch(), planner.totalSteps());
    for (int step = 0; step < steps; step++) {
      for (MicroBatchPlan part : planner.plan(step).parts()) {
        List<Integer> samples = part.samples();
        int longest = samples.stream().mapToInt(lengthOf::applyAsInt).max().orElse(0);
        positions += (long) longest * samples.size();
        used += samples.stream().mapToLong(lengthOf::applyAsInt).sum();
      }
    }
    return new Padding(positions, positions - used);
  }

  /** Share of the positions that is padding, from 0 to 1. */
  public double share() {
    return positions == 0 ? 0 : (double) padded / positions;
  }
}
