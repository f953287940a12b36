package org.docent.protocol.settings;

/**
 * AdamW with decoupled weight decay (not on biases and norm weights) and clipping by global L2
 * norm.
 *
 * @param maxGradNorm 0 turns clipping off
 * @param skipNonFiniteSteps steps of a stage that may be left out because a loss or gradient is not
 *     finite; one more stops the run
 */
public record OptimizerSettings(
    double learningRate,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double maxGradNorm,
    int skipNonFiniteSteps) {

  public OptimizerSettings {
    Rules.require(learningRate >= 0, "learning-rate", learningRate, "at least 0");
    Rules.require(weightDecay >= 0, "weight-decay", weightDecay, "at least 0");
    Rules.require(beta1 >= 0 && beta1 < 1, "adam-beta1", beta1, "in [0, 1)");
    Rules.require(beta2 >= 0 && beta2 < 1, "adam-beta2", beta2, "in [0, 1)");
    Rules.require(epsilon > 0, "adam-epsilon", epsilon, "greater than 0");
    Rules.require(maxGradNorm >= 0, "max-grad-norm", maxGradNorm, "at least 0");
    Rules.requireAtLeast(0, "skip-non-finite-steps", skipNonFiniteSteps);
  }
}
