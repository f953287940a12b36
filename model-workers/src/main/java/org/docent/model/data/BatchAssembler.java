package org.docent.model.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the batch of a plan's sample indices, the same one on every worker. A sample that cannot
 * be read either stops the batch or, where skipping is allowed, counts as an empty sample.
 */
public final class BatchAssembler {

  private static final Logger log = LoggerFactory.getLogger(BatchAssembler.class);

  private final SampleReader reader;
  private final int visualTokens;
  private final int modelMaxLength;
  private final boolean skipCorrupt;
  private final Set<Integer> told = ConcurrentHashMap.newKeySet();

  /**
   * @param visualTokens P: visual tokens an image becomes
   * @param modelMaxLength most positions of a sample after the splice
   * @param skipCorrupt whether a sample that cannot be read becomes an empty one
   */
  public BatchAssembler(
      SampleReader reader, int visualTokens, int modelMaxLength, boolean skipCorrupt) {
    if (visualTokens < 1 || modelMaxLength < 1) {
      throw new IllegalArgumentException(
          "Visual tokens and model-max-length must be at least 1, not "
              + visualTokens
              + " and "
              + modelMaxLength);
    }
    this.reader = reader;
    this.visualTokens = visualTokens;
    this.modelMaxLength = modelMaxLength;
    this.skipCorrupt = skipCorrupt;
  }

  /** The batch of the records at {@code samples}, in that order. */
  public Batch assemble(List<Integer> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("A batch needs at least one sample");
    }
    List<SplicedSample> spliced = new ArrayList<>();
    List<SkippedSample> skipped = new ArrayList<>();
    for (int index : samples) {
      spliced.add(readOrSkip(index, skipped));
    }
    return BatchArrays.of(spliced, visualTokens, reader.imageSize()).toBatch(skipped);
  }

  private SplicedSample readOrSkip(int index, List<SkippedSample> skipped) {
    try {
      return SplicedSample.of(reader.read(index), visualTokens, modelMaxLength);
    } catch (DocentException e) {
      if (e.category() != Category.SKIP_BATCH) {
        throw e;
      }
      if (!skipCorrupt) {
        throw new DocentException(
            e.category(), e.getMessage() + " Mend it, or allow it by skip-corrupt-samples.", e);
      }
      if (told.add(index)) {
        log.warn("Skipped a sample: {}", e.getMessage());
      }
      skipped.add(new SkippedSample(index, String.valueOf(e.getMessage())));
      return SplicedSample.empty(index, "#" + index);
    }
  }
}
