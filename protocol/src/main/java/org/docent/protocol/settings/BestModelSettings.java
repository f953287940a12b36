package org.docent.protocol.settings;

/**
 * By which number the best checkpoint of a stage is chosen.
 *
 * @param metric its name
 * @param greaterIsBetter whether the greatest is the best, or the least
 */
public record BestModelSettings(String metric, boolean greaterIsBetter) {

  /** Whether {@code value} is better than {@code other}; nothing is better than its equal. */
  public boolean isBetter(double value, double other) {
    return greaterIsBetter ? value > other : value < other;
  }
}
