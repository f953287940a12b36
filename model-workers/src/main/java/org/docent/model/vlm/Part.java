package org.docent.model.vlm;

import java.util.EnumSet;
import java.util.Set;
import org.docent.protocol.settings.TuningSettings;

/** The parts of a vision-language model, in the order in which a picture passes them. */
public enum Part {
  VISION_TOWER,
  CONNECTOR,
  LANGUAGE_MODEL;

  /** The parts that a stage trains; the others are frozen. */
  public static Set<Part> trainedBy(TuningSettings tuning) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    parts.removeIf(
        part ->
            !switch (part) {
              case VISION_TOWER -> tuning.visionTower();
              case CONNECTOR -> tuning.connector();
              case LANGUAGE_MODEL -> tuning.languageModel();
            });
    return parts;
  }

  /** Where a stage says that this part's weights start: initial, previous or a path. */
  public String startOf(TuningSettings tuning) {
    return switch (this) {
      case VISION_TOWER -> tuning.visionTowerFrom();
      case CONNECTOR -> tuning.connectorFrom();
      case LANGUAGE_MODEL -> tuning.languageModelFrom();
    };
  }
}
