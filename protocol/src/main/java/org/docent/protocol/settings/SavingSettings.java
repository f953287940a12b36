package org.docent.protocol.settings;

import org.jspecify.annotations.Nullable;

/**
 * When a stage commits checkpoints, logs and is evaluated.
 *
 * @param saveSteps steps between checkpoints; 0 for only at the stage's end
 * @param saveTotalLimit checkpoints kept besides the last of each stage; 0 keeps all
 * @param loggingSteps steps between log lines
 * @param bestModel by what a checkpoint is kept whatever its age; null for none
 * @param evaluation on records that are held out; null for none
 */
public record SavingSettings(
    int saveSteps,
    int saveTotalLimit,
    int loggingSteps,
    @Nullable BestModelSettings bestModel,
    @Nullable EvaluationSettings evaluation) {

  /** Checkpoints kept by their number alone, nothing evaluated. */
  public SavingSettings(int saveSteps, int saveTotalLimit, int loggingSteps) {
    this(saveSteps, saveTotalLimit, loggingSteps, null, null);
  }

  public SavingSettings {
    Rules.requireAtLeast(0, "save-steps", saveSteps);
    Rules.requireAtLeast(0, "save-total-limit", saveTotalLimit);
    Rules.requireAtLeast(1, "logging-steps", loggingSteps);
    if (bestModel != null && bestModel.isOfEvaluation()) {
      Rules.require(
          evaluation != null,
          "metric-for-best-model",
          bestModel.metric(),
          "loss, reg, res, vis or rel unless eval-steps and eval-data-path are set");
    }
  }
}
