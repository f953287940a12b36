package org.docent.model.bench;

import org.docent.model.vlm.Trainable;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;

/**
 * What is to be measured of a size.
 *
 * @param samples of one optimizer step
 * @param microBatch samples of a micro-batch; the last of a step may have fewer
 * @param chunkRows rows whose logits exist at once
 * @param recomputing whether the backward pass runs layers again
 * @param seed of weights, pixels and tokens
 * @param warmup steps taken before any is measured
 * @param steps steps measured
 */
public record BenchWork(
    BenchStage stage,
    int samples,
    int microBatch,
    int chunkRows,
    boolean recomputing,
    int seed,
    int warmup,
    int steps) {

  public BenchWork {
    requireAtLeast(1, "samples", samples);
    requireAtLeast(1, "micro-batch", microBatch);
    requireAtLeast(1, "chunk-rows", chunkRows);
    requireAtLeast(0, "warmup", warmup);
    requireAtLeast(1, "steps", steps);
  }

  /** Samples of the micro-batch that begins with sample {@code first} of a step. */
  int samplesFrom(int first) {
    return Math.min(microBatch, samples - first);
  }

  Trainable trainable() {
    return new Trainable(stage.moving(), recomputing);
  }

  /** The recipe's weights. */
  ObjectiveSettings objective() {
    return new ObjectiveSettings(
        new LossWeights(1, 1, 1, 0.5), Divergence.FORWARD_KL, 0.1, 1, chunkRows);
  }

  /** The recipe's optimizer of dft. */
  OptimizerSettings optimizer() {
    return new OptimizerSettings(2e-5, 0, 0.9, 0.999, 1e-8, 1, 0);
  }

  private static void requireAtLeast(int least, String name, int value) {
    if (value < least) {
      throw DocentException.stop("%s is %d, must be at least %d".formatted(name, value, least));
    }
  }
}
