package org.docent.model.generate;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.docent.model.data.Batch;
import org.docent.model.vlm.VisionLanguageModel;

/** Generates what follows one prompt: greedily, by drawing, or by beam search. */
public final class TokenGenerator {

  private final CachedModel model;

  /** Model and manager stay their owner's. */
  public TokenGenerator(VisionLanguageModel model, NDManager manager) {
    this.model = new CachedModel(model, manager);
  }

  /**
   * The tokens after a prompt, up to the first of {@code ends}, which is left out, or {@code
   * maxNewTokens}, or where the model's positions end.
   *
   * @param prompt one sample, spliced, without padding
   */
  public long[] generate(Batch prompt, GenerationSettings settings, Set<Long> ends) {
    try (SequenceCache cache = open()) {
      if (settings.beams() > 1) {
        long[] best = search(cache, prompt, settings, ends, tokens -> false);
        boolean ended = best.length > 0 && ends.contains(best[best.length - 1]);
        return ended ? Arrays.copyOf(best, best.length - 1) : best;
      }
      LongStream.Builder tokens = LongStream.builder();
      generate(
          cache,
          prompt,
          settings,
          token -> {
            boolean goesOn = !ends.contains(token);
            if (goesOn) {
              tokens.add(token);
            }
            return goesOn;
          });
      return tokens.build().toArray();
    }
  }

  SequenceCache open() {
    return model.open();
  }

  /** Gives each token to the sink until that has enough; without beams. */
  void generate(SequenceCache cache, Batch prompt, GenerationSettings settings, TokenSink sink) {
    DecodingBatch batch = new DecodingBatch(model);
    batch.join(cache, prompt, settings.sampling(), settings.maxNewTokens(), sink);
    while (batch.size() > 0) {
      batch.step();
    }
  }

  /** The best sequence, its end token included; the cache is of no use after that. */
  long[] search(
      SequenceCache cache,
      Batch prompt,
      GenerationSettings settings,
      Set<Long> ends,
      Predicate<long[]> stop) {
    return new BeamSearch(model, settings.beams(), ends, stop)
        .search(cache, prompt, settings.maxNewTokens());
  }
}
