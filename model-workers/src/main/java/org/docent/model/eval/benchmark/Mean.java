package org.docent.model.eval.benchmark;

/** A running mean. */
final class Mean {

  private double sum;
  private int count;

  void add(double value) {
    sum += value;
    count++;
  }

  void add(boolean right) {
    add(right ? 1 : 0);
  }

  int count() {
    return count;
  }

  /** The mean of at least one value. */
  double mean() {
    if (count == 0) {
      throw new IllegalStateException("There is no mean of nothing");
    }
    return sum / count;
  }
}
