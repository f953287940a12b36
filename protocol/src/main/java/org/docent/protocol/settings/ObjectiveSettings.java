package org.docent.protocol.settings;

import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;

/**
 * What a stage minimises.
 *
 * @param lambda mixture weight of js and the skewed divergences
 * @param temperature divides both logits before the softmax of L_res and L_vis; the losses are not
 *     rescaled
 * @param chunkRows rows whose logits exist at once
 */
public record ObjectiveSettings(
    LossWeights weights, Divergence divergence, double lambda, double temperature, int chunkRows) {

  public ObjectiveSettings {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + ", must be greater than 0");
    }
    if (!(lambda > 0 && lambda < 1)) {
      throw new IllegalArgumentException(
          "divergence-lambda is " + lambda + ", must lie between 0 and 1");
    }
    if (chunkRows < 1) {
      throw new IllegalArgumentException(
          "loss-chunk-rows is " + chunkRows + ", must be at least 1");
    }
  }
}
