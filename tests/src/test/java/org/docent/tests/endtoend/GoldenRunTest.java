package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.model.vlm.Part;
import org.docent.model.weights.ModelFolder;
import org.docent.model.weights.Safetensors;
import org.docent.model.weights.WeightSource;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.Numbers;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three stages through the whole system against an independent implementation in PyTorch. */
@Tag("slow")
class GoldenRunTest {

  private static final double TOLERANCE = 1e-4;
  private static final double RATE_TOLERANCE = 1e-12;

  private final GoldenRun golden = GoldenRun.undisturbed();
  private final RunFolder run = golden.run();

  @Test
  void everyStepHasTheLossesNormAndRateOfTheReference() {
    List<JsonNode> expected = GoldenFixture.expectedMetrics();
    List<JsonNode> found = run.metrics();

    run.assertEveryStepIsLoggedOnce();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertStep(found.get(i), expected.get(i));
    }
  }

  private static void assertStep(JsonNode found, JsonNode expected) {
    String where = expected.path("stage").asText() + " step " + expected.path("step");
    assertThat(found.path("stage")).isEqualTo(expected.path("stage"));
    assertThat(found.path("step")).isEqualTo(expected.path("step"));
    for (String rate : List.of("lr", "lr_next")) {
      assertThat(found.path(rate).asDouble())
          .as("%s of %s", rate, where)
          .isCloseTo(expected.path(rate).asDouble(), within(RATE_TOLERANCE));
    }
    for (String term : List.of("loss", "grad_norm", "reg", "res", "vis", "rel")) {
      if (expected.has(term)) {
        Numbers.assertClose(found, expected, term, TOLERANCE, where);
      } else {
        assertThat(found.has(term)).as("%s of %s", term, where).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"dpt, checkpoint-6", "sft, checkpoint-12", "dft, checkpoint-18", "dft, model"})
  void everyStageEndsWithTheWeightsOfTheReference(String stage, String folder) {
    Path expectedFile = GoldenFixture.file("expected/" + stage + ".safetensors");
    SortedSet<String> compared = new TreeSet<>();
    try (ModelFolder model = ModelFolder.open(run.path().resolve(folder));
        WeightSource expected = Safetensors.open(expectedFile)) {
      for (String name : expected.names()) {
        Part part = name.startsWith("connector.") ? Part.CONNECTOR : Part.LANGUAGE_MODEL;
        String plain = name.substring(name.indexOf('.') + 1);
        double distance = Numbers.distance(model.part(part), expected, plain, name);
        assertThat(distance).as(name).isLessThan(TOLERANCE);
        compared.add(part + plain);
      }
      for (Part part : List.of(Part.CONNECTOR, Part.LANGUAGE_MODEL)) {
        model.part(part).names().forEach(name -> assertThat(compared).contains(part + name));
      }
    }
  }

  @Test
  void theVisionTowerGoesThroughUntouched() {
    try (ModelFolder model = ModelFolder.open(run.model());
        WeightSource expected = Safetensors.open(GoldenFixture.file("vision"))) {
      assertThat(model.part(Part.VISION_TOWER).names()).isEqualTo(expected.names());
      for (String name : expected.names()) {
        assertThat(model.part(Part.VISION_TOWER).bytes(name)).isEqualTo(expected.bytes(name));
      }
    }
  }

  @Test
  void eventsTellOfCheckpointsModelAndEnd() {
    assertThat(run.events("checkpoint_committed"))
        .extracting(event -> event.path("global_step").asInt())
        .containsExactly(6, 12, 18);
    assertThat(run.checkpoints()).containsExactly(6, 12, 18);
    assertThat(run.events("model_saved")).hasSize(1);
    assertThat(run.events("finished")).hasSize(1);
    assertThat(golden.printed()).contains("finished: the student is " + run.model());
  }

  @Test
  void theRunsOwnConfigurationIsTheUsersWithTheOpenQuestionSettled() throws IOException {
    String resolved = Files.readString(run.path().resolve("run.conf"));
    LoadedRun users = SettingsLoader.load(golden.configuration(), List.of());

    assertThat(SettingsLoader.parse(resolved)).isEqualTo(users.settled(true, 300).settings());
  }
}
