package org.docent.protocol.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryScoreTest {

  private static final double FLOAT_TOLERANCE = 1e-6;

  @Test
  void deviatesByTheLargestDifferenceForARowsLength() {
    CanaryScore one = new CanaryScore(List.of(1f, 2f, 3f, 4f, 10f, 5f, 6f, 7f, 8f, 2f));
    CanaryScore other = new CanaryScore(List.of(1f, 2f, 3f, 5f, 9f, 5f, 6f, 7f, 8.5f, 2f));

    assertThat(one.deviation(one)).isZero();
    assertThat(one.deviation(other)).isCloseTo(0.25, within(FLOAT_TOLERANCE));
    assertThat(other.deviation(one)).isEqualTo(one.deviation(other));
  }

  @Test
  void rowsOfNothingAgreeWithNothingButThemselves() {
    CanaryScore none = new CanaryScore(List.of(0f, 0f, 0f, 0f, 0f));

    assertThat(none.deviation(none)).isZero();
    assertThat(none.deviation(new CanaryScore(List.of(1f, 1f, 1f, 1f, 0f)))).isInfinite();
  }

  @Test
  void otherRowsAndWhatIsNotFiniteAgreeWithNothing() {
    CanaryScore one = new CanaryScore(List.of(1f, 2f, 3f, 4f, 10f));
    CanaryScore broken = new CanaryScore(List.of(1f, Float.NaN, 3f, 4f, 10f));

    assertThat(one.deviation(new CanaryScore(List.of()))).isInfinite();
    assertThat(one.deviation(broken)).isInfinite();
    assertThat(broken.deviation(broken)).isInfinite();
    assertThat(broken.isFinite()).isFalse();
    assertThat(one.isFinite()).isTrue();
  }

  @Test
  void isBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CanaryScore(List.of(1f)))
        .withMessageContaining("has 1 values, must have 5 for each of at most 64 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CanaryScore(Collections.nCopies(65 * 5, 1f)))
        .withMessageContaining("has 325 values");
  }
}
