package org.docent.model.data;

/**
 * How a sample lies in its row of a batch.
 *
 * @param index its place in the data file
 * @param id its id there
 * @param length positions after splice and truncation; 0 for a sample that was skipped
 * @param imageStart position of its first visual token, -1 without an image
 * @param visualTokens visual tokens present; fewer than the encoder gives where truncation cut them
 * @param supervised rows whose next position is a target
 */
public record SampleLayout(
    int index, String id, int length, int imageStart, int visualTokens, int supervised) {

  public SampleLayout {
    if (length < 0 || imageStart < -1 || visualTokens < 0 || supervised < 0) {
      throw new IllegalArgumentException(
          "A layout's counts are not negative: length "
              + length
              + ", imageStart "
              + imageStart
              + ", visualTokens "
              + visualTokens
              + ", supervised "
              + supervised);
    }
    if (imageStart < 0 ? visualTokens > 0 : imageStart + visualTokens > length) {
      throw new IllegalArgumentException(
          visualTokens + " visual tokens from " + imageStart + " on do not fit in " + length);
    }
  }

  /** The layout of a sample that could not be read: it counts in the batch and has no rows. */
  static SampleLayout empty(int index, String id) {
    return new SampleLayout(index, id, 0, -1, 0, 0);
  }
}
