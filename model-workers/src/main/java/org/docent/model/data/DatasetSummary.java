package org.docent.model.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;

/**
 * What a pass over every record and image of a data file finds, without training.
 *
 * @param samples records in the file, faulty ones included
 * @param withImage usable samples with an image
 * @param textOnly usable samples without
 * @param lengths positions of each sample after splice and truncation, 0 for an unusable one
 * @param longest the longest usable sample, in positions
 * @param tokens positions of all usable samples
 * @param supervised rows with a target
 * @param unsupervised usable samples that have none: they add nothing to L_reg and L_res
 * @param truncated usable samples that fill model-max-length
 * @param faults what cannot be used, in the file's order
 */
@SuppressWarnings("ArrayRecordComponent") // one number a sample, read once, never compared
public record DatasetSummary(
    int samples,
    int withImage,
    int textOnly,
    int[] lengths,
    int longest,
    long tokens,
    long supervised,
    int unsupervised,
    int truncated,
    List<DatasetFault> faults) {

  public DatasetSummary {
    faults = List.copyOf(faults);
  }

  /**
   * Reads all of {@code reader}'s data.
   *
   * @param visualTokens visual tokens an image becomes
   * @param progress told the number of records read so far after each one
   */
  public static DatasetSummary read(
      SampleReader reader, int visualTokens, int modelMaxLength, IntConsumer progress) {
    int samples = reader.dataset().size();
    Tally tally = new Tally(samples, modelMaxLength);
    for (int i = 0; i < samples; i++) {
      try {
        tally.add(SplicedSample.of(reader.read(i), visualTokens, modelMaxLength).layout());
      } catch (DocentException e) {
        if (e.category() != Category.SKIP_BATCH) {
          throw e;
        }
        tally.faults.add(new DatasetFault(i, String.valueOf(e.getMessage())));
      }
      progress.accept(i + 1);
    }
    return tally.summary(samples);
  }

  private static final class Tally {
    private final int modelMaxLength;
    private final List<DatasetFault> faults = new ArrayList<>();
    private final int[] lengths;
    private int withImage;
    private int textOnly;
    private int longest;
    private long tokens;
    private long supervised;
    private int unsupervised;
    private int truncated;

    Tally(int samples, int modelMaxLength) {
      this.lengths = new int[samples];
      this.modelMaxLength = modelMaxLength;
    }

    void add(SampleLayout layout) {
      withImage += layout.imageStart() >= 0 ? 1 : 0;
      textOnly += layout.imageStart() < 0 ? 1 : 0;
      lengths[layout.index()] = layout.length();
      longest = Math.max(longest, layout.length());
      tokens += layout.length();
      supervised += layout.supervised();
      unsupervised += layout.supervised() == 0 ? 1 : 0;
      truncated += layout.length() == modelMaxLength ? 1 : 0;
    }

    DatasetSummary summary(int samples) {
      return new DatasetSummary(
          samples,
          withImage,
          textOnly,
          lengths,
          longest,
          tokens,
          supervised,
          unsupervised,
          truncated,
          faults);
    }
  }
}
