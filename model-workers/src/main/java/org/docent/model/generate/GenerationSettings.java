package org.docent.model.generate;

import java.util.List;

/**
 * How an answer is generated.
 *
 * @param beams 1 to choose each token by {@code sampling}, more for a beam search of the likeliest
 *     answer
 * @param maxNewTokens after how many tokens it is cut
 * @param stops texts that end it, besides the template's own; none is part of it
 */
public record GenerationSettings(
    Sampling sampling, int beams, int maxNewTokens, List<String> stops) {

  public GenerationSettings {
    stops = List.copyOf(stops);
    if (beams < 1) {
      throw new IllegalArgumentException("num-beams is " + beams + ", must be at least 1");
    }
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "max-new-tokens is " + maxNewTokens + ", must be at least 1");
    }
    if (beams > 1 && !sampling.isGreedy()) {
      throw new IllegalArgumentException(
          "num-beams is %d and temperature %s: a beam search draws nothing, take one beam or temperature 0"
              .formatted(beams, sampling.temperature()));
    }
    if (stops.contains("")) {
      throw new IllegalArgumentException("a stop string is empty");
    }
  }

  /** The same for an answer of no more than {@code tokens}. */
  public GenerationSettings within(int tokens) {
    return new GenerationSettings(sampling, beams, Math.min(maxNewTokens, tokens), stops);
  }

  /** The likeliest token at every place. */
  public static GenerationSettings greedy(int maxNewTokens) {
    return new GenerationSettings(Sampling.GREEDY, 1, maxNewTokens, List.of());
  }
}
