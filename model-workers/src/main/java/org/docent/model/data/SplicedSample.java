package org.docent.model.data;

import org.docent.model.text.ImageToken;
import org.docent.model.text.LabelledTokens;
import org.jspecify.annotations.Nullable;

/**
 * A sample after the splice: visual tokens stand where the placeholder stood, each with {@link
 * ImageToken#ID} as its id and no target; cut to model-max-length again.
 */
@SuppressWarnings("ArrayRecordComponent") // lives within one assembly, never compared
record SplicedSample(
    SampleLayout layout, long[] inputIds, long[] labels, @Nullable ImageTensor image) {

  static SplicedSample of(Sample sample, int visualTokens, int modelMaxLength) {
    Splice splice = new Splice(visualTokens, modelMaxLength);
    int imageStart = sample.image() == null ? -1 : placeholder(sample.inputIds());
    int extra = splice.extra(imageStart);
    SampleLayout layout =
        splice.layout(
            sample.index(),
            sample.id(),
            new LabelledTokens(sample.inputIds(), sample.labels()),
            imageStart);
    long[] ids = spread(sample.inputIds(), imageStart, extra, layout.length(), ImageToken.ID);
    long[] labels = spread(sample.labels(), imageStart, extra, layout.length(), ImageToken.IGNORED);
    return new SplicedSample(layout, ids, labels, sample.image());
  }

  static SplicedSample empty(int index, String id) {
    return new SplicedSample(
        SampleLayout.empty(index, id), new long[0], new long[0], /* image= */ null);
  }

  private static int placeholder(long[] ids) {
    int place = Splice.placeholder(ids);
    if (place >= 0) {
      return place;
    }
    throw new IllegalArgumentException("A sample with an image has no place for it");
  }

  /** Widens the placeholder at {@code at} by {@code extra} positions that hold {@code filler}. */
  private static long[] spread(long[] values, int at, int extra, int length, long filler) {
    long[] spread = new long[length];
    for (int i = 0; i < length; i++) {
      boolean visual = at >= 0 && i >= at && i <= at + extra;
      spread[i] = visual ? filler : values[at >= 0 && i > at ? i - extra : i];
    }
    return spread;
  }
}
