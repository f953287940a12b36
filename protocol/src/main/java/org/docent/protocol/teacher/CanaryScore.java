package org.docent.protocol.teacher;

import java.util.List;

/**
 * What a teacher made of the run's canary, a fixed micro-batch, in a few numbers: of each of up to
 * {@link #MAX_ROWS} evenly spaced rows its sums with fixed vectors of ±1 and its length, in this
 * order.
 *
 * @param values {@link #VALUES_PER_ROW} for each row
 */
public record CanaryScore(List<Float> values) {

  /** Rows that are looked at; what is wrong with a model or a device shows in all or in many. */
  public static final int MAX_ROWS = 64;

  /** Sums with vectors of ±1 of each row. */
  public static final int SUMS = 4;

  /** The sums and the length. */
  public static final int VALUES_PER_ROW = SUMS + 1;

  public CanaryScore {
    values = List.copyOf(values);
    if (values.size() % VALUES_PER_ROW != 0 || values.size() > MAX_ROWS * VALUES_PER_ROW) {
      throw new IllegalArgumentException(
          "a canary's score has "
              + values.size()
              + " values, must have "
              + VALUES_PER_ROW
              + " for each of at most "
              + MAX_ROWS
              + " rows");
    }
  }

  public int rows() {
    return values.size() / VALUES_PER_ROW;
  }

  public boolean isFinite() {
    return values.stream().allMatch(value -> Float.isFinite(value));
  }

  /**
   * The largest difference from another score over all rows and values, each relative to the larger
   * of the two rows' lengths: 0 for the same, about 0.01 for the same in fewer bits, above 1 for
   * rows that have nothing to do with each other. A sum with a vector of ±1 is as large as the row
   * is long, so this is the part of a row that is not the same. Infinite when the rows are not the
   * same number or a value is not finite.
   */
  public double deviation(CanaryScore other) {
    if (rows() != other.rows() || !isFinite() || !other.isFinite()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < values.size(); i++) {
      double difference = Math.abs((double) values.get(i) - other.values.get(i));
      if (difference > 0) {
        int length = i - i % VALUES_PER_ROW + SUMS;
        double scale = Math.max(values.get(length), other.values.get(length));
        largest = Math.max(largest, scale > 0 ? difference / scale : Double.POSITIVE_INFINITY);
      }
    }
    return largest;
  }
}
