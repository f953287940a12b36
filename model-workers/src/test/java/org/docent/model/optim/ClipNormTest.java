package org.docent.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClipNormTest {

  @Test
  void onlyLongerGradientsAreShortened() {
    ClipNorm clip = new ClipNorm(1);
    assertThat(clip.factor(0.5)).isEqualTo(1);
    assertThat(clip.factor(4)).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void zeroTurnsClippingOff() {
    assertThat(new ClipNorm(0).factor(1e9)).isEqualTo(1);
  }
}
