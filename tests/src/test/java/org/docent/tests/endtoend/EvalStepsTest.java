package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.compute.DeviceThread;
import org.docent.model.eval.ExactMatch;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students that are evaluated on held-out records while they are trained. */
@Tag("slow")
class EvalStepsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  EvalStepsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Held out are the records of the third step, whose L_reg PyTorch has in the golden metrics. */
  @Test
  void theLossIsPyTorchsAndTheTrainingIsTheSameToTheBit() throws IOException {
    String held = heldOut(8, 12).toString();
    train(
        0,
        folder,
        "stage-defaults.eval-data-path=" + held,
        "stage.sft.eval-steps=1",
        "stage.dft.eval-steps=2");

    RunFolder run = GoldenFixture.run(folder);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    List<JsonNode> metrics = run.metrics();
    List<JsonNode> golden = GoldenFixture.expectedMetrics();
    for (int second : new int[] {7, 13}) {
      double expected = golden.get(second + 1).path("reg").asDouble();
      assertThat(metrics.get(second).path("eval_loss").asDouble())
          .isCloseTo(expected, within(2e-6 * expected));
      assertThat(metrics.get(second).path("eval_samples").asInt()).isEqualTo(4);
    }
    assertThat(evaluatedSteps(run)).containsExactly(7, 8, 9, 10, 11, 12, 14, 16, 18);
  }

  @Test
  void theBestIsChosenByItAcrossAKillAndNoEvaluationIsMissedOrMadeTwice() throws IOException {
    String[] settings = {
      "stage-defaults.eval-steps=2",
      "stage-defaults.eval-data-path=" + heldOut(0, 3),
      "stage-defaults.metric-for-best-model=eval_loss",
      "stage-defaults.save-steps=3",
      "stage-defaults.save-total-limit=1",
      "teacher.random-delay=100ms"
    };
    Path calm = folder.resolve("calm");
    Path killed = folder.resolve("killed");
    train(0, calm, settings);
    DocentProcess doomed = DocentProcess.start(killed, command(killed, settings));
    GoldenFixture.run(killed).awaitSteps(14, doomed);
    doomed.kill();
    DocentProcess.run(0, killed, "resume", GoldenFixture.run(killed).path().toString());

    RunFolder run = GoldenFixture.run(calm);
    RunFolder resumed = GoldenFixture.run(killed);
    resumed.assertSameResultAs(run);
    assertThat(evaluatedSteps(run)).containsExactly(2, 4, 6, 8, 10, 12, 14, 16, 18);
    assertThat(evaluations(resumed)).isEqualTo(evaluations(run));
    assertThat(resumed.checkpoints()).isEqualTo(run.checkpoints());
    for (int end : new int[] {6, 12, 18}) {
      double early = run.metrics().get(end - 5).path("eval_loss").asDouble();
      double late = run.metrics().get(end - 1).path("eval_loss").asDouble();
      JsonNode state = GoldenFixture.json(run.checkpoint(end).resolve("trainer_state.json"));
      assertThat(state.path("best_metric").asDouble()).isEqualTo(Math.min(early, late));
      assertThat(state.path("best_model_checkpoint").asText())
          .isEqualTo("checkpoint-" + (late < early ? end : end - 3));
    }
  }

  @Test
  void exactMatchRisesWithWhatIsLearnedAndIsThatOfTheModelSaved() throws IOException {
    Path four = heldOut(5, 9);
    train(
        0,
        folder,
        "stages=[sft]",
        "stage.sft.data-path=" + four,
        "stage.sft.max-steps=60",
        "stage.sft.learning-rate=1e-2",
        "stage.sft.eval-steps=20",
        "stage.sft.eval-data-path=" + four);

    RunFolder run = GoldenFixture.run(folder);
    List<JsonNode> metrics = run.metrics();
    double last = metrics.get(59).path("eval_exact_match").asDouble();
    assertThat(last).isGreaterThanOrEqualTo(0.25);
    assertThat(metrics.get(59).path("eval_loss").asDouble())
        .isLessThan(metrics.get(19).path("eval_loss").asDouble());
    DataSettings data =
        SettingsLoader.parse(Files.readString(run.path().resolve("run.conf"))).stage(0).data();
    try (DeviceThread device = DeviceThread.start("exact-match", "cpu", 1)) {
      List<Boolean> right =
          device.submit(() -> ExactMatch.of(run.model(), data, device.manager())).join();
      assertThat(last).isEqualTo((double) right.stream().filter(each -> each).count() / 4);
    }
  }

  @Test
  void aHeldOutFileThatCannotBeReadIsNamedBeforeTheRun() throws IOException {
    Path missing = folder.resolve("missing.json");
    String[] settings = {"stage.sft.eval-steps=1", "stage.sft.eval-data-path=" + missing};
    assertThat(train(1, folder.resolve("a"), settings)).contains("docent: ", missing.toString());

    ArrayNode records = JSON.createArrayNode();
    records.add(JSON.readTree(GoldenFixture.file("data/finetune.json").toFile()).get(0));
    ((ObjectNode) records.get(0)).put("image", "none.png");
    JSON.writeValue(missing.toFile(), records);
    Path conf = GoldenFixture.configuration(folder.resolve("b"));
    String validated =
        DocentProcess.run(1, folder, "validate", conf.toString(), settings[0], settings[1]);
    assertThat(validated).contains("held out: 1 samples, evaluated every 1 steps", "none.png");
    assertThat(train(1, folder.resolve("c"), settings))
        .contains("eval-data-path: Record 0", "none.png does not exist");
  }

  private static String train(int exit, Path folder, String... settings) {
    return DocentProcess.run(exit, folder, command(folder, settings));
  }

  private static String[] command(Path folder, String... settings) {
    List<String> command = new ArrayList<>(List.of("train"));
    command.add(GoldenFixture.configuration(folder).toString());
    command.addAll(List.of(settings));
    return command.toArray(String[]::new);
  }

  /** Records of the golden data, from one to before another. */
  private Path heldOut(int from, int to) throws IOException {
    JsonNode all = JSON.readTree(GoldenFixture.file("data/finetune.json").toFile());
    ArrayNode some = JSON.createArrayNode();
    for (int i = from; i < to; i++) {
      some.add(all.get(i));
    }
    Path file = folder.resolve("held-out.json");
    JSON.writeValue(file.toFile(), some);
    return file;
  }

  private static List<Integer> evaluatedSteps(RunFolder run) {
    return run.metrics().stream()
        .filter(line -> line.has("eval_loss"))
        .map(line -> line.path("global_step").asInt())
        .toList();
  }

  private static List<List<JsonNode>> evaluations(RunFolder run) {
    return run.metrics().stream()
        .map(line -> List.of(line.path("eval_loss"), line.path("eval_exact_match")))
        .toList();
  }
}
