package org.docent.protocol.settings;

/**
 * AdamW with decoupled weight decay (not on biases and norm weights) and clipping by global L2
 * norm.
 *
 * @param maxGradNorm 0 turns clipping off
 */
public record OptimizerSettings(
    double learningRate,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double maxGradNorm) {

  public OptimizerSettings {
    require(learningRate >= 0, "learning-rate", learningRate, "at least 0");
    require(weightDecay >= 0, "weight-decay", weightDecay, "at least 0");
    require(beta1 >= 0 && beta1 < 1, "adam-beta1", beta1, "in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "adam-beta2", beta2, "in [0, 1)");
    require(epsilon > 0, "adam-epsilon", epsilon, "greater than 0");
    require(maxGradNorm >= 0, "max-grad-norm", maxGradNorm, "at least 0");
  }

  private static void require(boolean holds, String key, double value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(key + " is " + value + ", must be " + rule);
    }
  }
}
