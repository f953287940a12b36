package org.docent.protocol.plan;

import java.util.List;
import org.docent.protocol.id.MicroBatchId;

/**
 * The samples of one micro-batch, in order.
 *
 * @param samples indices into the stage's data set, from 0
 */
public record MicroBatchPlan(MicroBatchId id, List<Integer> samples) {

  public MicroBatchPlan {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("micro-batch " + id + " has no samples");
    }
  }
}
