package org.docent.protocol.settings;

/**
 * How long a stage is and how its learning rate moves.
 *
 * @param type {@code cosine}, {@code linear} or {@code constant}
 * @param warmupRatio share of the steps, rounded up, over which the rate rises from 0
 * @param warmupSteps steps instead of the ratio; 0 for the ratio
 * @param epochs passes over the data, fractions allowed
 * @param maxSteps optimizer steps instead of epochs; -1 for epochs
 */
public record ScheduleSettings(
    String type, double warmupRatio, int warmupSteps, double epochs, int maxSteps) {

  public ScheduleSettings {
    Rules.require(
        warmupRatio >= 0 && warmupRatio <= 1, "warmup-ratio", warmupRatio, "between 0 and 1");
    Rules.requireAtLeast(0, "warmup-steps", warmupSteps);
    Rules.require(epochs > 0, "num-train-epochs", epochs, "greater than 0");
    Rules.require(
        maxSteps == -1 || maxSteps >= 1, "max-steps", maxSteps, "at least 1, or -1 for epochs");
  }

  /** Warm-up steps of a stage of {@code totalSteps}. */
  public int warmupStepsOf(int totalSteps) {
    return warmupSteps > 0 ? warmupSteps : (int) Math.ceil(warmupRatio * totalSteps);
  }

  /** Optimizer steps of a stage whose epoch has {@code stepsPerEpoch}. */
  public int totalSteps(int stepsPerEpoch) {
    return maxSteps > 0 ? maxSteps : (int) Math.max(1, Math.ceil(epochs * stepsPerEpoch));
  }
}
