package org.docent.model.bench;

/**
 * What is decoded.
 *
 * @param newTokens of each sequence, two or more
 * @param sequences decoded together
 * @param rounds measured, after one that is not
 */
public record GenerationWork(int newTokens, int sequences, int rounds) {

  public GenerationWork {
    if (newTokens < 2) {
      throw new IllegalArgumentException("new-tokens is " + newTokens + ", must be at least 2");
    }
    if (sequences < 1) {
      throw new IllegalArgumentException("sequences is " + sequences + ", must be at least 1");
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds is " + rounds + ", must be at least 1");
    }
  }
}
