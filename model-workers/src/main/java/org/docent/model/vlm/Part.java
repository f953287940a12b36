package org.docent.model.vlm;

/** The parts of a vision-language model, in the order in which a picture passes them. */
public enum Part {
  VISION_TOWER,
  CONNECTOR,
  LANGUAGE_MODEL
}
