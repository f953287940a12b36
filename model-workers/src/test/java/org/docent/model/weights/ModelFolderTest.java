package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {

  private final Path temporary;

  ModelFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llava",
        "llava-tied",
        "qwen2-tied",
        "qwen2-shards-bf16",
        "siglip-vision-f16",
        "siglip-full"
      })
  void readsEveryTensorThatHuggingFaceSaved(String golden) throws IOException {
    JsonNode expected = Fixtures.json("expected.json").path(golden);
    try (ModelFolder folder = ModelFolder.open(Fixtures.golden(golden));
        NDManager manager = NDManager.newBaseManager();
        TorchProgram program = TorchProgram.load(manager)) {
      assertThat(folder.parts())
          .extracting(Part::name)
          .containsExactlyInAnyOrderElementsOf(expected::fieldNames);
      for (Part part : folder.parts()) {
        assertSame(
            new WeightLoader(program, manager), folder.part(part), expected.path(part.name()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-tied"})
  void findsTheParametersTheConfigurationAsksFor(String golden) {
    try (ModelFolder folder = ModelFolder.open(Fixtures.golden(golden));
        NDManager manager = NDManager.newBaseManager();
        TorchProgram program = TorchProgram.load(manager)) {
      VlmConfig config = folder.config();
      for (Part part : Part.values()) {
        var shapes = config.parameterShapes(part);
        assertThat(new WeightLoader(program, manager).load(folder.part(part), shapes).keySet())
            .containsExactlyElementsOf(shapes.keySet());
      }
      assertThat(folder.part(Part.LANGUAGE_MODEL).names())
          .containsExactlyInAnyOrderElementsOf(config.language().parameterShapes().keySet());
      assertThat(config.visualTokens()).isEqualTo(8);
      assertThat(config.selection()).isEqualTo(VisualSelection.PATCH);
      assertThat(config.runningVisionLayers()).isEqualTo(2);
      assertThat(config.language().ropeTheta()).isEqualTo(1_000_000);
      assertThat(config.language().tied()).isEqualTo(golden.equals("llava-tied"));
      assertThat(config.language().eosTokenId()).isEqualTo(3);
    }
  }

  @Test
  void saysInOneLineWhatAFullSiglipHasBesideItsTower() {
    try (WeightSource all = Safetensors.open(Fixtures.golden("siglip-full"));
        ModelFolder folder = ModelFolder.open(Fixtures.golden("siglip-full"))) {
      SortedSet<String> ignored = new TreeSet<>(all.names());
      ignored.removeAll(folder.part(Part.VISION_TOWER).names());
      assertThat(PartWeights.ignoring(ignored))
          .isEqualTo(
              "ignored 24 tensors that are not of the parts needed here: logit_bias, logit_scale, text_model.* (22)");
    }
  }

  @Test
  void ignoresTheHeadOfATiedModel() throws IOException {
    Path folder = Fixtures.copy("llava", temporary.resolve("m"));
    Fixtures.edit(
        folder.resolve("config.json"),
        json -> ((ObjectNode) json.path("text_config")).put("tie_word_embeddings", true));
    try (ModelFolder opened = ModelFolder.open(folder)) {
      assertThat(opened.part(Part.LANGUAGE_MODEL).names()).doesNotContain("lm_head.weight");
    }
  }

  @Test
  void readsTheNamesOfNewerReleases() throws IOException {
    Path folder = renamed("llava", ModelLayout.HUGGING_FACE_NESTED);
    try (ModelFolder nested = ModelFolder.open(folder);
        ModelFolder original = ModelFolder.open(Fixtures.golden("llava"))) {
      assertThat(Safetensors.open(folder).names())
          .contains("model.language_model.layers.0.mlp.up_proj.weight", "lm_head.weight");
      for (Part part : Part.values()) {
        assertThat(nested.part(part).names()).isEqualTo(original.part(part).names());
      }
    }
  }

  @Test
  void readsTheSplitLayoutOfTinyLlava() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("split"));
    try (ModelFolder original = ModelFolder.open(Fixtures.golden("llava"))) {
      tinyLlavaConfig(folder);
      Fixtures.tokenizer(Files.createDirectory(folder.resolve("language_model")));
      write(folder.resolve("language_model"), original.part(Part.LANGUAGE_MODEL), "");
      write(
          Files.createDirectory(folder.resolve("vision_tower")),
          original.part(Part.VISION_TOWER),
          "");
      write(
          Files.createDirectory(folder.resolve("connector")),
          original.part(Part.CONNECTOR),
          "_connector.");
      try (ModelFolder split = ModelFolder.open(folder)) {
        for (Part part : Part.values()) {
          assertThat(split.part(part).names()).isEqualTo(original.part(part).names());
        }
        assertThat(split.config()).isEqualTo(original.config());
        assertThat(split.tokenizer()).isEqualTo(folder.resolve("language_model/tokenizer.json"));
      }
    }
  }

  @Test
  void namesTheBrokenFileOfASplitLayoutOfPickles() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("split"));
    tinyLlavaConfig(folder);
    for (String part : List.of("vision_tower", "connector", "language_model")) {
      Files.createFile(Files.createDirectory(folder.resolve(part)).resolve("pytorch_model.bin"));
    }
    assertFault(folder, folder.resolve("vision_tower/pytorch_model.bin") + ": it is cut off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_connector.", "connector._connector."})
  void findsAConnectorByAnyOfItsNames(String prefix) throws IOException {
    try (ModelFolder model = ModelFolder.open(Fixtures.golden("llava"))) {
      write(temporary, model.part(Part.CONNECTOR), prefix);
      try (WeightSource connector = ConnectorFile.open(temporary.resolve("model.safetensors"))) {
        assertThat(connector.names()).containsExactly("0.bias", "0.weight", "2.bias", "2.weight");
      }
    }
    try (WeightSource ofModel = ConnectorFile.open(Fixtures.golden("llava"))) {
      assertThat(ofModel.names()).containsExactly("0.bias", "0.weight", "2.bias", "2.weight");
    }
    assertThatThrownBy(() -> ConnectorFile.open(Fixtures.golden("siglip-full")).close())
        .hasMessageContaining("no tensor belongs to a connector");
  }

  @Test
  void saysWhatAFolderIsNot() throws IOException {
    assertFault(temporary.resolve("none"), "config.json: there is no such file");
    Path gpt = Fixtures.copy("qwen2-tied", temporary.resolve("gpt"));
    Fixtures.edit(gpt.resolve("config.json"), json -> json.put("model_type", "gpt2"));
    assertFault(gpt, "model_type is 'gpt2'; supported: llava, tinyllava, qwen2");
    try (ModelFolder vision = ModelFolder.open(Fixtures.golden("siglip-full"))) {
      assertThatThrownBy(vision::config)
          .hasMessageContaining("model_type is \"siglip\"; supported: llava, tinyllava");
      assertThatThrownBy(() -> vision.part(Part.CONNECTOR))
          .hasMessageContaining("no tensor of part CONNECTOR, only of [VISION_TOWER]");
      assertThatThrownBy(vision::tokenizer).hasMessageContaining("there is no tokenizer.json");
    }
  }

  private void tinyLlavaConfig(Path folder) throws IOException {
    Files.copy(Fixtures.golden("llava").resolve("config.json"), folder.resolve("config.json"));
    Fixtures.edit(
        folder.resolve("config.json"),
        json -> json.put("model_type", "tinyllava").put("vision_feature_select_strategy", "patch"));
  }

  private Path renamed(String golden, ModelLayout layout) throws IOException {
    Path target = Files.createDirectory(temporary.resolve("renamed"));
    Files.copy(Fixtures.golden(golden).resolve("config.json"), target.resolve("config.json"));
    List<NamedTensor> tensors = new ArrayList<>();
    try (ModelFolder folder = ModelFolder.open(Fixtures.golden(golden))) {
      for (Part part : Part.values()) {
        for (NamedTensor tensor : NamedTensors.of(folder.part(part))) {
          String name = layout.storedName(new PartTensor(part, tensor.name()));
          tensors.add(tensor.renamed(name));
        }
      }
      SafetensorsWriter.writeFolder(target, tensors, Long.MAX_VALUE);
    }
    return target;
  }

  private static void write(Path folder, WeightSource part, String prefix) {
    List<NamedTensor> tensors =
        NamedTensors.of(part).stream().map(t -> t.renamed(prefix + t.name())).toList();
    SafetensorsWriter.writeFolder(folder, tensors, Long.MAX_VALUE);
  }

  private static void assertSame(WeightLoader loader, WeightSource part, JsonNode expected) {
    SortedSet<String> names = part.names();
    assertThat(names).containsExactlyInAnyOrderElementsOf(expected::fieldNames);
    LinkedHashMap<String, long[]> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tensor : expected.properties()) {
      shapes.put(
          tensor.getKey(),
          Fixtures.JSON.convertValue(tensor.getValue().path("shape"), long[].class));
      assertThat(part.spec(tensor.getKey()).type().name())
          .isEqualTo(tensor.getValue().path("type").asText());
    }
    for (Map.Entry<String, NDArray> loaded : loader.load(part, shapes).entrySet()) {
      JsonNode facts = expected.path(loaded.getKey());
      float[] values = loaded.getValue().toFloatArray();
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      assertThat((double) values[0]).as(loaded.getKey()).isEqualTo(facts.path("first").asDouble());
      assertThat((double) values[values.length - 1]).isEqualTo(facts.path("last").asDouble());
      assertThat(sum).as(loaded.getKey()).isCloseTo(facts.path("sum").asDouble(), within(1e-9));
    }
  }

  private static void assertFault(Path folder, String said) {
    assertThatThrownBy(() -> ModelFolder.open(folder).close())
        .isInstanceOf(DocentException.class)
        .hasMessageContaining(said);
  }
}
