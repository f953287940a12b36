package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.docent.model.weights.SafetensorsFile;
import org.docent.model.weights.WeightSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartModelsTest {

  private final Path folder;

  QuickstartModelsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesLanguageModelsOfTheStatedSizes() throws IOException {
    QuickstartModels models = QuickstartModels.write(folder, 1);

    assertThat(parameters(models.teacherLanguageModel().resolve("model.safetensors")))
        .isBetween(285_000L, 291_000L);
    assertThat(parameters(models.studentLanguageModel().resolve("model.safetensors")))
        .isBetween(50_000L, 52_000L);
    JsonNode config = config(models.studentLanguageModel());
    assertThat(config.path("hidden_size").asInt()).isEqualTo(48);
    assertThat(config.path("vocab_size").asInt()).isEqualTo(WordTokenizer.vocabulary().size());
    assertThat(models.studentLanguageModel().resolve("tokenizer.json")).isNotEmptyFile();
  }

  @Test
  void drawsMatricesWithTheirDeviationAndLeavesBiasesAtZero() {
    QuickstartModels models = QuickstartModels.write(folder, 1);

    try (WeightSource weights =
        SafetensorsFile.open(models.teacherLanguageModel().resolve("model.safetensors"))) {
      assertThat(rootMeanSquare(weights, "model.layers.2.mlp.down_proj.weight"))
          .isCloseTo(0.1, within(0.003));
      assertThat(rootMeanSquare(weights, "model.layers.0.self_attn.q_proj.bias")).isZero();
      assertThat(rootMeanSquare(weights, "model.norm.weight")).isEqualTo(1);
    }
    try (WeightSource weights = SafetensorsFile.open(models.studentConnector())) {
      assertThat(weights.names()).containsExactly("0.bias", "0.weight", "2.bias", "2.weight");
      assertThat(weights.spec("0.weight").shape()).containsExactly(48, 64);
      // uniform within 1/8 has a deviation of 1/8 over the square root of 3
      assertThat(rootMeanSquare(weights, "0.weight")).isCloseTo(0.0722, within(0.002));
    }
  }

  @Test
  void shipsAVisionTowerOfThreeLayers() throws IOException {
    QuickstartModels models = QuickstartModels.write(folder, 1);

    assertThat(config(models.visionTower()).path("num_hidden_layers").asInt()).isEqualTo(3);
    try (WeightSource weights =
        SafetensorsFile.open(models.visionTower().resolve("model.safetensors"))) {
      assertThat(weights.spec("vision_model.embeddings.position_embedding.weight").shape())
          .containsExactly(16, 64);
      assertThat(weights.names()).contains("vision_model.encoder.layers.2.mlp.fc2.bias");
    }
  }

  @Test
  void theSameSeedWritesTheSameBytes() {
    Path first = QuickstartModels.write(folder.resolve("a"), 1).studentConnector();
    Path same = QuickstartModels.write(folder.resolve("b"), 1).studentConnector();
    Path other = QuickstartModels.write(folder.resolve("c"), 2).studentConnector();

    assertThat(same).hasSameBinaryContentAs(first);
    assertThat(other.toFile()).isFile();
    assertThat(rootMeanSquareDifference(first, other)).isPositive();
  }

  private static double rootMeanSquareDifference(Path first, Path second) {
    try (WeightSource a = SafetensorsFile.open(first);
        WeightSource b = SafetensorsFile.open(second)) {
      return Math.abs(rootMeanSquare(a, "0.weight") - rootMeanSquare(b, "0.weight"));
    }
  }

  private static long parameters(Path file) {
    try (WeightSource weights = SafetensorsFile.open(file)) {
      return weights.names().stream().mapToLong(name -> weights.spec(name).elementCount()).sum();
    }
  }

  private static double rootMeanSquare(WeightSource weights, String name) {
    FloatBuffer values = weights.bytes(name).asFloatBuffer();
    double sum = 0;
    int count = values.remaining();
    while (values.hasRemaining()) {
      double value = values.get();
      sum += value * value;
    }
    return Math.sqrt(sum / count);
  }

  private static JsonNode config(Path folder) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("config.json").toFile());
  }
}
