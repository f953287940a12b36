package org.docent.protocol.settings;

import org.docent.protocol.plan.HeldOut;

/**
 * By which number the best checkpoint of a stage is chosen.
 *
 * @param metric its name
 * @param greaterIsBetter whether the greatest is the best, or the least
 */
public record BestModelSettings(String metric, boolean greaterIsBetter) {

  /** Whether the number is one of an evaluation, and not of the steps. */
  public boolean isOfEvaluation() {
    return metric.equals(HeldOut.LOSS) || metric.equals(HeldOut.EXACT_MATCH);
  }

  /** Whether {@code value} is better than {@code other}; nothing is better than its equal. */
  public boolean isBetter(double value, double other) {
    return greaterIsBetter ? value > other : value < other;
  }
}
