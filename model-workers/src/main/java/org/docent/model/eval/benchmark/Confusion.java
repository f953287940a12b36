package org.docent.model.eval.benchmark;

import java.util.List;
import org.docent.model.eval.Measure;

/** How often yes was said and right; the numbers are POPE's, its small term included. */
final class Confusion {

  /** In every divisor of the original, so that none is 0. */
  private static final double SMALL = 1e-6;

  private int truePositives;
  private int falsePositives;
  private int trueNegatives;
  private int falseNegatives;

  void add(boolean saidYes, boolean isYes) {
    if (saidYes) {
      truePositives += isYes ? 1 : 0;
      falsePositives += isYes ? 0 : 1;
    } else {
      falseNegatives += isYes ? 1 : 0;
      trueNegatives += isYes ? 0 : 1;
    }
  }

  int count() {
    return truePositives + falsePositives + trueNegatives + falseNegatives;
  }

  private double precision() {
    return truePositives / (truePositives + falsePositives + SMALL);
  }

  private double recall() {
    return truePositives / (truePositives + falseNegatives + SMALL);
  }

  double f1() {
    return 2 * precision() * recall() / (precision() + recall() + SMALL);
  }

  /** All of them, each named behind {@code split}. */
  List<Measure> measures(String split) {
    double count = count();
    return List.of(
        Measure.percent(split + " accuracy", (truePositives + trueNegatives) / count),
        Measure.percent(split + " precision", precision()),
        Measure.percent(split + " recall", recall()),
        Measure.percent(split + " F1", f1()),
        Measure.percent(split + " yes ratio", (truePositives + falsePositives) / count));
  }
}
