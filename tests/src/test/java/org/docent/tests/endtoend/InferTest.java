package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docent infer} with the trained student against the greedy answers of transformers. */
@Tag("slow")
class InferTest {

  private final Path folder;

  InferTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void theStudentAnswersAsTransformersHasItAnswer(int question) {
    JsonNode golden = GoldenFixture.answers();
    JsonNode row = golden.path("answers").path(question);
    List<String> arguments = new ArrayList<>(List.of("infer", "--model-path"));
    arguments.add(GoldenRun.undisturbed().run().model().toString());
    if (row.path("image").isTextual()) {
      Path images = GoldenFixture.file("data/images");
      arguments.addAll(
          List.of("--image_file", images.resolve(row.path("image").asText()).toString()));
    }
    arguments.addAll(List.of("--query", row.path("query").asText()));
    arguments.addAll(List.of("--max-new-tokens", golden.path("max_new_tokens").asText()));

    try (DocentProcess infer = DocentProcess.start(folder, arguments.toArray(String[]::new))) {
      assertThat(infer.await()).as(infer::printed).isZero();
      assertThat(infer.answer()).isEqualTo(row.path("answer").asText() + System.lineSeparator());
    }
  }
}
