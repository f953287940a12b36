package org.docent.model.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.docent.protocol.teacher.CanaryScore;
import org.junit.jupiter.api.Test;

class CanaryRowsTest {

  private static final int ROWS = 200;
  private static final int WIDTH = 96;

  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void sumsTheColumnsWithSignsAndMeasuresTheRow() {
    ByteBuffer one = floats(1, 2, () -> 0);
    one.putFloat(0, 3).putFloat(4, 4);

    CanaryScore score = CanaryRows.score(one, 1, 2);

    assertThat(score.rows()).isEqualTo(1);
    assertThat(score.values().subList(0, 4))
        .allMatch(sum -> Math.abs(sum) == 1 || Math.abs(sum) == 7);
    assertThat(score.values().get(4)).isEqualTo(5);
  }

  @Test
  void looksAtSixtyFourRowsSpreadOverAll() {
    ByteBuffer states = noise();

    CanaryScore score = CanaryRows.score(states, ROWS, WIDTH);

    assertThat(score.rows()).isEqualTo(CanaryScore.MAX_ROWS);
    states.putFloat(4 * WIDTH * 3, 1e6f); // row 3 is shown: 1 * 200 / 64
    assertThat(CanaryRows.score(states, ROWS, WIDTH).deviation(score)).isGreaterThan(0.9);
    assertThat(CanaryRows.score(states, 0, WIDTH).rows()).isZero();
  }

  @Test
  void fewerBitsDeviateByHundredthsAndOtherStatesByMoreThanAWholeRow() {
    ByteBuffer states = noise();
    ByteBuffer rounded = floats(ROWS, WIDTH, () -> 0);
    for (int i = 0; i < ROWS * WIDTH; i++) {
      int bits = Float.floatToRawIntBits(states.getFloat(4 * i)) & 0xffff_0000;
      rounded.putFloat(4 * i, Float.intBitsToFloat(bits));
    }

    CanaryScore score = CanaryRows.score(states, ROWS, WIDTH);

    assertThat(score.deviation(CanaryRows.score(rounded, ROWS, WIDTH)))
        .isCloseTo(0.01, within(0.01));
    assertThat(score.deviation(CanaryRows.score(noise(), ROWS, WIDTH))).isGreaterThan(1);
  }

  private ByteBuffer noise() {
    return floats(ROWS, WIDTH, () -> random.nextDouble(-1, 1));
  }

  private static ByteBuffer floats(int rows, int width, DoubleSupplier values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * rows * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * width; i++) {
      bytes.putFloat(4 * i, (float) values.getAsDouble());
    }
    return bytes;
  }
}
