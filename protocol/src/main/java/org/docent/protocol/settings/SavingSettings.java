package org.docent.protocol.settings;

/**
 * When a stage commits checkpoints and logs.
 *
 * @param saveSteps steps between checkpoints; 0 for only at the stage's end
 * @param saveTotalLimit checkpoints kept besides the last of each stage; 0 keeps all
 * @param loggingSteps steps between log lines
 */
public record SavingSettings(int saveSteps, int saveTotalLimit, int loggingSteps) {}
