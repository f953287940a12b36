package org.docent.coordinator.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What a plan must know of a stage's samples: how many there are and, for {@link
 * SampleOrdering#GROUPED}, how long each is. 4 bytes a sample where lengths are known.
 */
public final class StageSamples {

  private final int count;
  private final int @Nullable [] signedLengths;

  private StageSamples(int count, int @Nullable [] signedLengths) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "the data set's size is " + count + ", must be at least 1");
    }
    this.count = count;
    this.signedLengths = signedLengths;
  }

  /** Samples of unknown lengths. */
  public static StageSamples counted(int count) {
    return new StageSamples(count, /* signedLengths= */ null);
  }

  /**
   * Samples of known lengths.
   *
   * @param signedLengths of each sample, in any unit; negative for one without an image, never 0
   */
  public static StageSamples measured(int[] signedLengths) {
    for (int i = 0; i < signedLengths.length; i++) {
      if (signedLengths[i] == 0 || signedLengths[i] == Integer.MIN_VALUE) {
        throw new IllegalArgumentException(
            "the length of sample " + i + " is " + signedLengths[i] + ", must have a sign");
      }
    }
    return new StageSamples(signedLengths.length, signedLengths.clone());
  }

  public int count() {
    return count;
  }

  boolean measured() {
    return signedLengths != null;
  }

  /** Length of that sample, negative for one without an image. */
  int signedLength(int sample) {
    if (signedLengths == null) {
      throw new IllegalStateException("the lengths of the samples are not known");
    }
    return signedLengths[sample];
  }
}
