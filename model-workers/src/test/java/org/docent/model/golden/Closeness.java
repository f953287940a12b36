package org.docent.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Compares arrays relative to the largest magnitude expected. */
public final class Closeness {

  private Closeness() {}

  /**
   * Fails unless every difference is at most {@code tolerance} times the largest expected value.
   */
  public static void assertClose(String what, NDArray actual, NDArray expected, double tolerance) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    assertThat(distance(actual, expected)).as(what).isLessThan(tolerance);
  }

  /** The largest difference, divided by the largest magnitude expected; infinite for a NaN. */
  public static double distance(NDArray actual, NDArray expected) {
    double[] a = doubles(actual);
    double[] e = doubles(expected);
    double scale = 1e-12;
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      scale = Math.max(scale, Math.abs(e[i]));
      worst =
          Math.max(worst, Double.isNaN(a[i]) ? Double.POSITIVE_INFINITY : Math.abs(a[i] - e[i]));
    }
    return worst / scale;
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
