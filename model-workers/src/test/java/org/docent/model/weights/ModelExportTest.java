package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.storage.Disk;
import org.docent.model.storage.SmallDisk;
import org.docent.model.vlm.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders stay under target/exported, where tests/golden/check_export.py loads them in
 * transformers.
 */
class ModelExportTest {

  private static final Path EXPORTED = Path.of("target", "exported");

  private final Path temporary;

  ModelExportTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-tied"})
  void writesTheNamesAndBytesThatTransformersWrote(String golden) throws IOException {
    Path target = fresh(golden);
    try (ModelFolder source = ModelFolder.open(Fixtures.golden(golden))) {
      ModelExport.write(target, model(source), ModelLayout.HUGGING_FACE);
      assertSameTensors(Safetensors.open(target), Safetensors.open(Fixtures.golden(golden)));
      try (ModelFolder written = ModelFolder.open(target)) {
        assertThat(written.config()).isEqualTo(source.config());
        assertThat(written.imageAspectRatio()).contains("pad");
        assertThat(written.tokenizer()).exists();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TINYLLAVA, connector._connector.0.weight",
    "HUGGING_FACE_NESTED, model.multi_modal_projector.linear_1.weight"
  })
  void readsBackWhatItWroteInAnotherLayout(ModelLayout layout, String connector)
      throws IOException {
    Path target = temporary.resolve("out");
    try (ModelFolder source = ModelFolder.open(Fixtures.golden("llava"))) {
      ModelExport.write(target, model(source), layout);
      assertThat(Safetensors.open(target).names()).contains(connector);
      try (ModelFolder written = ModelFolder.open(target)) {
        assertThat(written.config()).isEqualTo(source.config());
        for (Part part : Part.values()) {
          assertSameTensors(written.part(part), source.part(part));
        }
      }
    }
  }

  @Test
  void writesALanguageModelAlone() throws IOException {
    Path target = fresh("qwen2-tied");
    try (ModelFolder source = ModelFolder.open(Fixtures.golden("qwen2-tied"))) {
      ModelExport.writeLanguageModel(
          target,
          source.language(),
          NamedTensors.of(source.part(Part.LANGUAGE_MODEL)),
          tokenizer());
      try (ModelFolder written = ModelFolder.open(target)) {
        assertThat(written.language()).isEqualTo(source.language());
        assertSameTensors(written.part(Part.LANGUAGE_MODEL), source.part(Part.LANGUAGE_MODEL));
      }
    }
  }

  @Test
  void writesAVisionTowerAlone() throws IOException {
    Path target = fresh("siglip-vision-f16");
    try (ModelFolder source = ModelFolder.open(Fixtures.golden("siglip-vision-f16"))) {
      ModelExport.writeVisionTower(
          target, source.vision(), NamedTensors.of(source.part(Part.VISION_TOWER)));
      try (ModelFolder written = ModelFolder.open(target)) {
        assertThat(written.vision()).isEqualTo(source.vision());
        assertSameTensors(written.part(Part.VISION_TOWER), source.part(Part.VISION_TOWER));
      }
    }
  }

  @Test
  void namesTheRowThatStandsForAPicture() throws IOException {
    Path tokenizer = tokenizer();
    try (ModelFolder source = ModelFolder.open(Fixtures.golden("llava"))) {
      Path target = temporary.resolve("out");
      ModelExport.write(target, model(source), ModelLayout.HUGGING_FACE);
      assertThat(imageToken(target)).isEqualTo(39);
      Files.writeString(tokenizer, "{\"added_tokens\": [{\"id\": 12, \"content\": \"<image>\"}]}");
      ModelExport.write(target, model(source), ModelLayout.HUGGING_FACE);
      assertThat(imageToken(target)).isEqualTo(12);
    }
  }

  @Test
  void leavesNoModelBehindWhenTheDiskIsFull() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 64);
        ModelFolder source = ModelFolder.open(Fixtures.golden("llava"))) {
      Path target = disk.folder().resolve("out");
      assertThatThrownBy(() -> ModelExport.write(target, model(source), ModelLayout.HUGGING_FACE))
          .hasMessageContaining(
              "cannot write " + target.resolve("model.safetensors") + ": No space left");
      assertThat(target).isEmptyDirectory();
    }
  }

  private ExportedModel model(ModelFolder source) throws IOException {
    Map<Part, List<NamedTensor>> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      parts.put(part, NamedTensors.of(source.part(part)));
    }
    Path tokenizer = temporary.resolve("tokenizer.json");
    return new ExportedModel(
        source.config(),
        parts,
        Files.exists(tokenizer) ? tokenizer : tokenizer(),
        "pad",
        BaseNames.NONE);
  }

  private Path tokenizer() throws IOException {
    return Fixtures.tokenizer(temporary);
  }

  private static Path fresh(String name) throws IOException {
    Disk.deleteTree(EXPORTED.resolve(name));
    Files.createDirectories(EXPORTED);
    return EXPORTED.resolve(name);
  }

  private static int imageToken(Path folder) throws IOException {
    return Fixtures.JSON
        .readTree(folder.resolve("config.json").toFile())
        .path("image_token_index")
        .asInt();
  }

  private static void assertSameTensors(WeightSource actual, WeightSource expected) {
    assertThat(actual.names()).isEqualTo(expected.names());
    for (String name : expected.names()) {
      assertThat(actual.spec(name)).isEqualTo(expected.spec(name));
      assertThat(actual.bytes(name)).as(name).isEqualTo(expected.bytes(name));
    }
  }
}
