package org.docent.protocol.plan;

import java.util.List;
import org.docent.protocol.id.StepId;

/**
 * One optimizer step: its micro-batches in the order in which their gradients are added.
 *
 * @param samples size of the global batch over all ranks: what the objective divides by
 * @param checkpoint whether a checkpoint is committed after the step
 */
public record StepPlan(StepId id, int samples, List<MicroBatchPlan> parts, boolean checkpoint) {

  public StepPlan {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("step " + id + " has no micro-batches");
    }
    if (samples < 1) {
      throw new IllegalArgumentException(
          "step " + id + " has " + samples + " samples, must have at least 1");
    }
  }
}
