package org.docent.model.data;

import java.util.List;

/**
 * A micro-batch as arrays; teacher and student build the same one from the same plan. {@code B}
 * samples, {@code T} positions (padded on the right), {@code N} images, {@code P} visual tokens an
 * image. A flat row is {@code b * T + t}; rows come sample by sample, in rising order.
 *
 * @param samples layout of each sample, skipped ones included
 * @param length T, at least 1
 * @param tokenIdsBT token ids, 0 at visual tokens and padding
 * @param visualRows flat rows of the visual tokens present
 * @param visualSources for each of them its row in the (N * P) projected features
 * @param visualRowsPerSample how many of them each sample has
 * @param responseRows flat rows whose next position is a target
 * @param responseTargets the target of each of them
 * @param responseRowsPerSample how many of them each sample has
 * @param images N: samples with an image, in their order
 * @param imageSize side of an image in pixels
 * @param pixelsNCHW normalised pixels of those images
 * @param fingerprint CRC32C over layouts, spliced ids and targets
 * @param skipped the samples that could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // large arrays on their way to a device, never compared
public record Batch(
    List<SampleLayout> samples,
    int length,
    long[] tokenIdsBT,
    long[] visualRows,
    long[] visualSources,
    int[] visualRowsPerSample,
    long[] responseRows,
    long[] responseTargets,
    int[] responseRowsPerSample,
    int images,
    int imageSize,
    float[] pixelsNCHW,
    long fingerprint,
    List<SkippedSample> skipped) {

  public Batch {
    samples = List.copyOf(samples);
    skipped = List.copyOf(skipped);
    if (tokenIdsBT.length != samples.size() * length) {
      throw new IllegalArgumentException(
          samples.size()
              + " samples of "
              + length
              + " positions do not have "
              + tokenIdsBT.length
              + " token ids");
    }
  }

  /** B, skipped samples included. */
  public int size() {
    return samples.size();
  }
}
