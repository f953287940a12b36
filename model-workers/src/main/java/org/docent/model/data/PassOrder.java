package org.docent.model.data;

/** Which of the two passes of a resize comes first. */
public enum PassOrder {
  /** Pillow up to 12, with which LLaVA-KD and its teachers were trained. */
  HORIZONTAL_FIRST,

  /** Pillow 13: vertically first where the height loses more than twice what the width loses. */
  AS_PILLOW_13;

  boolean verticalFirst(PixelImage image, int width, int height) {
    int lost = image.height() - height;
    return this == AS_PILLOW_13 && lost > 0 && lost > 2 * (image.width() - width);
  }
}
