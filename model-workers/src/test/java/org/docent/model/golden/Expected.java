package org.docent.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;

/**
 * A tensor of a reference, of which every {@code stride}-th element was kept.
 *
 * @param largest the largest magnitude of all elements
 * @param norm the L2 norm of all elements
 */
@SuppressWarnings("ArrayRecordComponent") // read here, never compared
public record Expected(String name, float[] kept, int stride, double largest, double norm) {

  /**
   * Fails unless every kept element is met within {@code tolerance} times the largest one, and the
   * norm of all within as much of itself.
   */
  public void assertMetBy(NDArray actual, double tolerance) {
    assertThat(distance(actual)).as("%s, relative to %s", name, largest).isLessThan(tolerance);
    double actualNorm = norm(actual);
    assertThat(Math.abs(actualNorm - norm) / norm)
        .as("norm of all of %s, %s for %s", name, actualNorm, norm)
        .isLessThan(tolerance);
  }

  /** The largest difference at a kept element, relative to the largest magnitude of all. */
  public double distance(NDArray actual) {
    float[] values = actual.toFloatArray();
    assertThat((values.length + stride - 1) / stride)
        .as("kept elements of %s", name)
        .isEqualTo(kept.length);
    float[] same = new float[kept.length];
    for (int i = 0; i < same.length; i++) {
      same[i] = values[i * stride];
    }
    return distance(same);
  }

  /** The same for the kept elements of another reference. */
  public double distance(float[] others) {
    assertThat(others).as(name).hasSameSizeAs(kept);
    double worst = 0;
    for (int i = 0; i < kept.length; i++) {
      double apart = Math.abs((double) others[i] - kept[i]);
      worst = Math.max(worst, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
    }
    return worst / largest;
  }

  private static double norm(NDArray actual) {
    double squares = 0;
    for (float value : actual.toFloatArray()) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
