package org.docent.model.data;

import org.docent.protocol.failure.DocentException;

/** Which of the two passes of a resize comes first. */
public enum PassOrder {
  /** Pillow up to 12, with which LLaVA-KD and its teachers were trained. */
  HORIZONTAL_FIRST,

  /** Pillow 13: vertically first where the height loses more than twice what the width loses. */
  AS_PILLOW_13;

  /**
   * The order of a configuration's {@code image-resize}.
   *
   * @throws DocentException when there is no such Pillow
   */
  public static PassOrder byKey(String key) {
    return switch (key) {
      case "pillow-13" -> AS_PILLOW_13;
      case "pillow-12" -> HORIZONTAL_FIRST;
      default ->
          throw DocentException.stop(
              "image-resize is \"" + key + "\"; it must be pillow-13 or pillow-12.");
    };
  }

  boolean verticalFirst(PixelImage image, int width, int height) {
    int lost = image.height() - height;
    return this == AS_PILLOW_13 && lost > 0 && lost > 2 * (image.width() - width);
  }
}
