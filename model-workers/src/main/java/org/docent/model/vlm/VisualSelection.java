package org.docent.model.vlm;

import org.docent.protocol.failure.DocentException;

/** Which rows of the vision tower's features the connector gets. */
public enum VisualSelection {
  /**
   * Drops the first row. Meant for a class token; SigLIP has none, so the first patch goes: 728 of
   * 729 stay. The originals do this.
   */
  PATCH("patch", "default"),
  /** Keeps all rows. */
  CLS_PATCH("cls_patch", "full");

  private final String tinyLlavaName;
  private final String huggingFaceName;

  VisualSelection(String tinyLlavaName, String huggingFaceName) {
    this.tinyLlavaName = tinyLlavaName;
    this.huggingFaceName = huggingFaceName;
  }

  /**
   * The selection of a configuration's {@code vision-feature-select-strategy}; hyphens and
   * underscores are alike.
   */
  public static VisualSelection byKey(String key) {
    for (VisualSelection selection : values()) {
      if (selection.tinyLlavaName.equals(key.replace('-', '_'))) {
        return selection;
      }
    }
    throw DocentException.stop(
        "vision-feature-select-strategy is \"" + key + "\", must be patch or cls_patch");
  }

  /** The name in a configuration of TinyLLaVA. */
  public String tinyLlavaName() {
    return tinyLlavaName;
  }

  /** The name in a configuration of Hugging Face's Llava. */
  public String huggingFaceName() {
    return huggingFaceName;
  }

  /** How many first rows are dropped. */
  public int dropped() {
    return this == PATCH ? 1 : 0;
  }
}
