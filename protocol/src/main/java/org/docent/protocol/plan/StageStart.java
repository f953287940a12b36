package org.docent.protocol.plan;

import org.docent.protocol.id.StepId;

/**
 * Where a stage begins or goes on, and how long it is.
 *
 * @param stage index of the stage in the run, from 0
 * @param nextStep the step to begin with; 0 starts optimizer and schedule afresh
 * @param totalSteps optimizer steps of the stage
 * @param priorSteps optimizer steps of the stages before it
 */
public record StageStart(int stage, int nextStep, int totalSteps, int priorSteps) {

  public StageStart {
    if (stage < 0 || nextStep < 0 || nextStep > totalSteps || totalSteps < 1 || priorSteps < 0) {
      throw new IllegalArgumentException(
          "stage %d begins at step %d of %d after %d steps of earlier stages"
              .formatted(stage, nextStep, totalSteps, priorSteps));
    }
  }

  /** The step to begin with. */
  public StepId next() {
    return new StepId(stage, nextStep);
  }
}
