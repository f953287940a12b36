package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SavingSettingsTest {

  @Test
  void noCheckpointIsTheBestUnlessANumberIsNamed() {
    assertThat(saving("")).isNull();
    assertThat(saving("stage-defaults.metric-for-best-model = loss"))
        .isEqualTo(new BestModelSettings("loss", false));
    assertThat(saving("stage.dft { metric_for_best_model = rel, greater_is_better = true }"))
        .isEqualTo(new BestModelSettings("rel", true));
  }

  @Test
  void theBestIsBetterThanAllBeforeIt() {
    BestModelSettings least = new BestModelSettings("loss", false);
    assertThat(least.isBetter(1, 2)).isTrue();
    assertThat(least.isBetter(2, 2)).isFalse();
    BestModelSettings greatest = new BestModelSettings("loss", true);
    assertThat(greatest.isBetter(3, 2)).isTrue();
    assertThat(greatest.isBetter(Double.NaN, 2)).isFalse();
  }

  private static @Nullable BestModelSettings saving(String keys) {
    RunSettings run =
        SettingsLoader.parse(
            """
            name = r, output-dir = /r, teacher.model-path = /t, student.model-path = /s
            stage-defaults { image-folder = /i, data-path = /d.json }
            """
                + keys);
    return run.stages().get(2).saving().bestModel();
  }
}
