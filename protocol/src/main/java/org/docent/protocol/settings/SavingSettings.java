package org.docent.protocol.settings;

import org.jspecify.annotations.Nullable;

/**
 * When a stage commits checkpoints and logs.
 *
 * @param saveSteps steps between checkpoints; 0 for only at the stage's end
 * @param saveTotalLimit checkpoints kept besides the last of each stage; 0 keeps all
 * @param loggingSteps steps between log lines
 * @param bestModel by what a checkpoint is kept whatever its age; null for none
 */
public record SavingSettings(
    int saveSteps, int saveTotalLimit, int loggingSteps, @Nullable BestModelSettings bestModel) {

  /** Checkpoints kept by their number alone. */
  public SavingSettings(int saveSteps, int saveTotalLimit, int loggingSteps) {
    this(saveSteps, saveTotalLimit, loggingSteps, null);
  }

  public SavingSettings {
    Rules.requireAtLeast(0, "save-steps", saveSteps);
    Rules.requireAtLeast(0, "save-total-limit", saveTotalLimit);
    Rules.requireAtLeast(1, "logging-steps", loggingSteps);
  }
}
