package org.docent.protocol.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
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

  @Test
  void aStageIsEvaluatedEverySoManyStepsAndAtItsEndIfThatIsAsked() {
    String asked = "stage.dft { eval_steps = 4, eval_data_path = /held.json }";
    assertThat(settings("").evaluation()).isNull();
    assertThat(settings("stage.dft.eval-data-path = /held.json").evaluation()).isNull();
    EvaluationSettings evaluation = requireNonNull(settings(asked).evaluation());
    assertThat(evaluation).isEqualTo(new EvaluationSettings(4, Path.of("/held.json")));
    assertThat(IntStream.rangeClosed(1, 10).filter(step -> evaluation.isDue(step, 10)))
        .containsExactly(4, 8, 10);
    assertThat(saving(asked + "\nstage.dft.metric-for-best-model = eval_exact_match"))
        .isEqualTo(new BestModelSettings("eval_exact_match", true));
  }

  private static @Nullable BestModelSettings saving(String keys) {
    return settings(keys).bestModel();
  }

  private static SavingSettings settings(String keys) {
    RunSettings run =
        SettingsLoader.parse(
            """
            name = r, output-dir = /r, teacher.model-path = /t, student.model-path = /s
            stage-defaults { image-folder = /i, data-path = /d.json }
            """
                + keys);
    return run.stages().get(2).saving();
  }
}
