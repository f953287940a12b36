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
    Rules.require(
        weights.reg() > 0 || weights.needsTeacher(),
        "loss-weights",
        "0 for every term",
        "greater than 0 for at least one");
    Rules.require(temperature > 0, "temperature", temperature, "greater than 0");
    Rules.require(
        lambda > 0 && lambda < 1, "divergence-lambda", lambda, "between 0 and 1, both excluded");
    Rules.requireAtLeast(1, "loss-chunk-rows", chunkRows);
  }
}
