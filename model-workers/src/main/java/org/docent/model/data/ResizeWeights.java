package org.docent.model.data;

/**
 * The weights of one bicubic pass, as Pillow computes them: in double, normalised to sum 1, then
 * rounded half away from zero to 22-bit fixed point.
 */
final class ResizeWeights {

  static final int FRACTION_BITS = 32 - 8 - 2;

  private static final double A = -0.5;
  private static final double SUPPORT = 2.0;

  /** First source position of each output position. */
  final int[] starts;

  /** Weights of each output position, for the source positions from its start on. */
  final int[][] weights;

  private ResizeWeights(int[] starts, int[][] weights) {
    this.starts = starts;
    this.weights = weights;
  }

  static ResizeWeights between(int from, int to) {
    double scale = (double) from / to;
    double filterScale = Math.max(scale, 1.0);
    double support = SUPPORT * filterScale;
    int[] starts = new int[to];
    int[][] weights = new int[to][];
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * scale;
      int start = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(from, (int) (center + support + 0.5));
      starts[i] = start;
      weights[i] = fixed(raw(start, end, center, 1.0 / filterScale));
    }
    return new ResizeWeights(starts, weights);
  }

  private static double[] raw(int start, int end, double center, double inverseScale) {
    double[] raw = new double[end - start];
    for (int x = 0; x < raw.length; x++) {
      raw[x] = cubic((x + start - center + 0.5) * inverseScale);
    }
    return raw;
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1.0) {
      return ((A + 2.0) * x - (A + 3.0)) * x * x + 1;
    }
    return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * A : 0.0;
  }

  private static int[] fixed(double[] raw) {
    double sum = 0;
    for (double weight : raw) {
      sum += weight;
    }
    int[] fixed = new int[raw.length];
    for (int x = 0; x < raw.length; x++) {
      double weight = sum == 0 ? raw[x] : raw[x] / sum;
      double scaled = weight * (1 << FRACTION_BITS);
      fixed[x] = (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return fixed;
  }
}
