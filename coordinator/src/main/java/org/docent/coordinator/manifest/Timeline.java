package org.docent.coordinator.manifest;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.protocol.id.StepId;

/**
 * The steps of all stages in one line. A global step counts the steps done since the run began, so
 * the checkpoint after the first step is number 1; a {@link StepId} names the step to be taken
 * next.
 *
 * @param totals optimizer steps of each stage; 0 for one that is passed over
 */
public record Timeline(List<Integer> totals) {

  public Timeline {
    totals = List.copyOf(totals);
    for (int total : totals) {
      if (total < 0) {
        throw new IllegalArgumentException(
            "steps of the stages are " + totals + ", each must be at least 0");
      }
    }
  }

  public int stages() {
    return totals.size();
  }

  /** Optimizer steps of a stage. */
  public int totalSteps(int stage) {
    return totals.get(stage);
  }

  /** Where a run that has done everything stands: one stage past the last. */
  public StepId end() {
    return new StepId(stages(), 0);
  }

  /**
   * One past a stage's last step is step 0 of the next stage that has any; everything else stays.
   */
  public StepId normalise(StepId next) {
    requireOnLine(next);
    StepId normal = next;
    while (normal.stage() < stages() && normal.step() == totalSteps(normal.stage())) {
      normal = new StepId(normal.stage() + 1, 0);
    }
    return normal;
  }

  /** One past the last step of the last stage that has any. */
  public StepId last() {
    int stage = stages() - 1;
    while (stage > 0 && totalSteps(stage) == 0) {
      stage--;
    }
    return new StepId(stage, totalSteps(stage));
  }

  /** Steps done when {@code next} is the next one. */
  public int globalStep(StepId next) {
    requireOnLine(next);
    int before = totals.subList(0, next.stage()).stream().mapToInt(Integer::intValue).sum();
    return before + next.step();
  }

  /** The next step, normalised, when that many are done. */
  public StepId nextAfter(int globalStep) {
    int left = globalStep;
    for (int stage = 0; stage < stages(); stage++) {
      if (left >= 0 && left < totalSteps(stage)) {
        return new StepId(stage, left);
      }
      left -= totalSteps(stage);
    }
    if (left != 0) {
      throw new IllegalArgumentException(
          "global step is " + globalStep + ", must be from 0 to " + globalStep(end()));
    }
    return end();
  }

  /** The global steps at which a stage is done. */
  public SortedSet<Integer> stageEnds() {
    SortedSet<Integer> ends = new TreeSet<>();
    for (int stage = 1; stage <= stages(); stage++) {
      ends.add(globalStep(new StepId(stage, 0)));
    }
    return ends;
  }

  private void requireOnLine(StepId next) {
    boolean on =
        next.stage() < stages() ? next.step() <= totalSteps(next.stage()) : next.equals(end());
    if (!on) {
      throw new IllegalArgumentException(
          "step " + next + " is not on a line of stages with " + totals + " steps");
    }
  }
}
