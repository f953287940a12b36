package org.docent.coordinator.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {

  @Test
  void keepsTheNewestAndEachStagesLast() {
    assertThat(Retention.deletable(Set.of(2, 4, 5, 7, 9, 11), 2, Set.of(5, 12)))
        .containsExactly(2, 4, 7);
  }

  @Test
  void keepsAllWithoutALimit() {
    assertThat(Retention.deletable(Set.of(2, 4, 5), 0, Set.of(5))).isEmpty();
  }

  @Test
  void deletesNothingBelowTheLimit() {
    assertThat(Retention.deletable(Set.of(4, 5), 2, Set.of(5))).isEmpty();
  }

  @Test
  void neverDeletesTheNewest() {
    assertThat(Retention.deletable(Set.of(1, 2, 3), 1, Set.of(9))).containsExactly(1, 2);
  }
}
