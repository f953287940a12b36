package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best checkpoint of each stage is the same one, by the same number, whoever was killed. */
@Tag("slow")
class BestCheckpointRunTest {

  /** Of each stage the checkpoints are that of its third step and that of its end. */
  private static final String[] BEST = {
    "stage-defaults.save-steps=3",
    "stage-defaults.save-total-limit=1",
    "stage-defaults.metric-for-best-model=loss",
    "stage.sft.greater-is-better=true",
    "teacher.random-delay=100ms"
  };

  private final Path folder;

  BestCheckpointRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isChosenByTheSameNumbersAcrossAKill() {
    Path calm = folder.resolve("calm");
    Path killed = folder.resolve("killed");
    assertThat(train(calm).await()).isZero();
    DocentProcess doomed = train(killed);
    GoldenFixture.run(killed).awaitSteps(16, doomed);
    doomed.kill();
    DocentProcess.run(0, killed, "resume", GoldenFixture.run(killed).path().toString());

    RunFolder run = GoldenFixture.run(calm);
    assertThat(run.checkpoints()).contains(6, 12, 18).hasSizeBetween(4, 6);
    assertThat(GoldenFixture.run(killed).checkpoints()).isEqualTo(run.checkpoints());
    for (int step : run.checkpoints()) {
      assertThat(state(GoldenFixture.run(killed), step)).isEqualTo(state(run, step));
    }
    assertChosenByMetrics(run, 6, false);
    assertChosenByMetrics(run, 12, true);
    assertChosenByMetrics(run, 18, false);
  }

  private static void assertChosenByMetrics(RunFolder run, int end, boolean greater) {
    double early = meanLoss(run, end - 6, end - 3);
    double late = meanLoss(run, end - 3, end);
    boolean lateIsBetter = greater ? late > early : late < early;
    JsonNode state = state(run, end);
    assertThat(state.path("best_model_checkpoint").asText())
        .isEqualTo("checkpoint-" + (lateIsBetter ? end : end - 3));
    assertThat(state.path("best_metric").asDouble()).isEqualTo(lateIsBetter ? late : early);
    assertThat(run.checkpoint(lateIsBetter ? end : end - 3)).exists();
  }

  private static double meanLoss(RunFolder run, int from, int to) {
    List<JsonNode> steps = run.metrics().subList(from, to);
    double sum = 0;
    for (JsonNode step : steps) {
      sum += step.path("loss").asDouble();
    }
    return sum / steps.size();
  }

  private static JsonNode state(RunFolder run, int step) {
    return GoldenFixture.json(run.checkpoint(step).resolve("trainer_state.json"));
  }

  private static DocentProcess train(Path folder) {
    String[] arguments = new String[2 + BEST.length];
    arguments[0] = "train";
    arguments[1] = GoldenFixture.configuration(folder).toString();
    System.arraycopy(BEST, 0, arguments, 2, BEST.length);
    return DocentProcess.start(folder, arguments);
  }
}
