package org.docent.protocol.settings;

/**
 * What a stage trains and where each part's weights come from.
 *
 * @param connectorFrom {@code initial} (the student's configured weights), {@code previous} (the
 *     stage before) or a path
 * @param languageModelFrom likewise
 * @param visionTowerFrom likewise
 * @param gradientCheckpointing whether the backward pass computes layers again instead of keeping
 *     what they computed
 */
public record TuningSettings(
    boolean connector,
    boolean languageModel,
    boolean visionTower,
    String connectorFrom,
    String languageModelFrom,
    String visionTowerFrom,
    boolean gradientCheckpointing) {

  /** Start from the student's configured weights. */
  public static final String INITIAL = "initial";

  /** Start from what the stage before left. */
  public static final String PREVIOUS = "previous";

  public TuningSettings {
    if (!connector && !languageModel && !visionTower) {
      throw new IllegalArgumentException(
          "tune-type-connector, tune-type-llm and tune-type-vision-tower are all frozen, at least one must be full");
    }
  }

  /** Whether the vision tower is the one the run began with, if it was so before. */
  boolean keepsVisionTower() {
    return !visionTower && (visionTowerFrom.equals(INITIAL) || visionTowerFrom.equals(PREVIOUS));
  }
}
