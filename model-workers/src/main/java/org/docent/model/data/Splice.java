package org.docent.model.data;

import org.docent.model.text.ImageToken;
import org.docent.model.text.LabelledTokens;

/**
 * How a sample's tokens and an image's visual tokens come to lie in one row.
 *
 * @param visualTokens visual tokens that take the placeholder's one position
 * @param modelMaxLength most positions of a row
 */
record Splice(int visualTokens, int modelMaxLength) {

  /**
   * The row of a sample.
   *
   * @param imageStart position of the placeholder, -1 when no image takes it
   */
  SampleLayout layout(int index, String id, LabelledTokens tokens, int imageStart) {
    int extra = extra(imageStart);
    int length = Math.min(tokens.inputIds().length + extra, modelMaxLength);
    int visible = imageStart < 0 ? 0 : Math.min(visualTokens, length - imageStart);
    return new SampleLayout(
        index, id, length, imageStart, visible, supervised(tokens.labels(), imageStart, length));
  }

  /** Positions by which what follows the placeholder moves. */
  int extra(int imageStart) {
    return imageStart < 0 ? 0 : visualTokens - 1;
  }

  /** Position of the placeholder, -1 without one. */
  static int placeholder(long[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == ImageToken.ID) {
        return i;
      }
    }
    return -1;
  }

  /** Targets within the row; nothing precedes the first position, so it is none. */
  private int supervised(long[] labels, int imageStart, int length) {
    int supervised = 0;
    for (int i = 1; i < labels.length; i++) {
      int place = imageStart >= 0 && i > imageStart ? i + extra(imageStart) : i;
      supervised += labels[i] != ImageToken.IGNORED && place < length ? 1 : 0;
    }
    return supervised;
  }
}
