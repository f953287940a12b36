package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.Numbers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docent inspect} on the golden run against the independent implementation. */
@Tag("slow")
class GoldenInspectTest {

  private static final List<String> TEXT =
      List.of("id", "input_ids", "labels", "length", "num_images", "supervised", "image_start");
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final double PIXEL_TOLERANCE = 1e-9;

  private final GoldenRun golden = GoldenRun.undisturbed();
  private final Path folder;

  GoldenInspectTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "dpt, '', logging-steps=10",
    "sft, '', logging-steps=10",
    "dft, '', logging-steps=10",
    "dpt, -pad, image-aspect-ratio=pad",
    "dpt, -short, model-max-length=40",
    "sft, -short, model-max-length=150",
    "dft, -short, model-max-length=111",
  })
  void everySampleIsSeenAsTheReferenceSeesIt(String stage, String variant, String override) {
    Path json = folder.resolve(stage + variant + ".json");
    String conf = golden.configuration().toString();
    String setting = "stage." + stage + "." + override;

    int exit = Main.run("inspect", conf, setting, "--stage", stage, "--json", json.toString());

    assertThat(exit).isZero();
    String name = "expected/inspect-" + stage + variant + ".json";
    List<JsonNode> expected = samples(GoldenFixture.file(name));
    List<JsonNode> found = samples(json);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertSample(found.get(i), expected.get(i));
    }
  }

  private static List<JsonNode> samples(Path json) {
    List<JsonNode> samples = new ArrayList<>();
    GoldenFixture.json(json).path("samples").forEach(samples::add);
    return samples;
  }

  private static void assertSample(JsonNode found, JsonNode expected) {
    String id = expected.path("id").asText();
    for (String key : TEXT) {
      assertThat(found.path(key)).as("%s of %s", key, id).isEqualTo(expected.path(key));
    }
    assertPixels(found.path("pixels"), expected.path("pixels"), id);
    JsonNode losses = expected.path("loss");
    List<String> terms = losses.properties().stream().map(Map.Entry::getKey).toList();
    assertThat(found.path("loss").properties())
        .as("losses of %s", id)
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(terms);
    for (String term : terms) {
      Numbers.assertClose(found.path("loss"), losses, term, LOSS_TOLERANCE, id);
    }
  }

  private static void assertPixels(JsonNode found, JsonNode expected, String id) {
    assertThat(found.isMissingNode())
        .as("no picture of %s", id)
        .isEqualTo(expected.isMissingNode());
    if (!expected.isMissingNode()) {
      assertThat(found.path("image")).isEqualTo(expected.path("image"));
      assertThat(found.path("rgb_sha256"))
          .as("pixels of %s", id)
          .isEqualTo(expected.path("rgb_sha256"));
      Numbers.assertClose(found, expected, "sum", PIXEL_TOLERANCE, id);
      Numbers.assertClose(found, expected, "abs_sum", PIXEL_TOLERANCE, id);
    }
  }
}
