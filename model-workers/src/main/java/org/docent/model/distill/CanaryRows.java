package org.docent.model.distill;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.docent.protocol.teacher.CanaryScore;

/**
 * Hidden states in a few numbers. A sum with a vector of ±1 drawn at random sees every column, and
 * its size is about the row's length whatever the width; four of them and the length leave no room
 * for a row that is wrong by much and looks right.
 */
final class CanaryRows {

  /** Every teacher of every run draws the same vectors. */
  private static final long SEED = 0x63616e617279L;

  private CanaryRows() {}

  /**
   * The score of hidden states.
   *
   * @param hiddenSD (rows, width) float32, little-endian, row-major
   */
  static CanaryScore score(ByteBuffer hiddenSD, int rows, int width) {
    FloatBuffer values = hiddenSD.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int[] signs = signs(width);
    int shown = Math.min(rows, CanaryScore.MAX_ROWS);
    List<Float> score = new ArrayList<>(shown * CanaryScore.VALUES_PER_ROW);
    for (int i = 0; i < shown; i++) {
      int row = (int) ((long) i * rows / shown);
      add(score, values, row * width, signs);
    }
    return new CanaryScore(score);
  }

  private static void add(List<Float> score, FloatBuffer values, int begin, int[] signs) {
    double[] sums = new double[CanaryScore.SUMS];
    double squares = 0;
    for (int column = 0; column < signs.length; column++) {
      double value = values.get(begin + column);
      squares += value * value;
      for (int k = 0; k < sums.length; k++) {
        sums[k] += (signs[column] >> k & 1) == 0 ? value : -value;
      }
    }
    for (double sum : sums) {
      score.add((float) sum);
    }
    score.add((float) Math.sqrt(squares));
  }

  /** For each column, one bit for each vector. */
  private static int[] signs(int width) {
    return new SplittableRandom(SEED).ints(width, 0, 1 << CanaryScore.SUMS).toArray();
  }
}
