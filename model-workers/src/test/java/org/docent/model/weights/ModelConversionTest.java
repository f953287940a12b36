package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.model.storage.SmallDisk;
import org.docent.model.vlm.Part;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders under target/converted are loaded by tests/golden/check_export.py. */
class ModelConversionTest {

  private static final Path CONVERTED = Path.of("target", "converted");

  private final Path temporary;
  private final Path model;

  ModelConversionTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.model = temporary.resolve("model");
  }

  @BeforeEach
  void copyGoldenModel() throws IOException {
    Fixtures.copy("llava", model);
  }

  @ParameterizedTest
  @EnumSource(names = {"TINYLLAVA", "TINYLLAVA_SPLIT"})
  void comesBackByteForByteFromAnyLayout(ModelLayout layout) throws IOException {
    Path first = written(model, "hf", ModelLayout.HUGGING_FACE);
    Path there = written(first, "there", layout);
    Path back = written(there, "back", ModelLayout.HUGGING_FACE);

    assertSameFiles(back, first);
    try (WeightSource ours = Safetensors.open(back);
        WeightSource golden = Safetensors.open(Fixtures.golden("llava"))) {
      assertThat(ours.names()).isEqualTo(golden.names());
      golden.names().forEach(name -> assertThat(ours.bytes(name)).isEqualTo(golden.bytes(name)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-tied"})
  void writesAllThreeLayoutsOfAModelForTransformersToLoad(String golden) throws IOException {
    Path source = Fixtures.copy(golden, temporary.resolve("source"));
    for (ModelLayout layout :
        List.of(ModelLayout.HUGGING_FACE, ModelLayout.TINYLLAVA, ModelLayout.TINYLLAVA_SPLIT)) {
      Path target = CONVERTED.resolve(golden).resolve(layout.name());
      Disk.deleteTree(target);
      new ModelConversion(layout, null, 4_000, BaseNames.NONE).write(source, target);
      try (ModelFolder written = ModelFolder.open(target);
          ModelFolder original = ModelFolder.open(source)) {
        assertThat(written.config()).isEqualTo(original.config());
        for (Part part : Part.values()) {
          assertThat(written.part(part).names()).isEqualTo(original.part(part).names());
          for (String name : original.part(part).names()) {
            assertThat(written.part(part).spec(name)).isEqualTo(original.part(part).spec(name));
            assertThat(written.part(part).bytes(name)).isEqualTo(original.part(part).bytes(name));
          }
        }
      }
    }
    assertThat(CONVERTED.resolve(golden).resolve("HUGGING_FACE"))
        .isDirectoryContaining("glob:**model.safetensors.index.json")
        .isDirectoryContaining("glob:**model-00002-of-000*.safetensors");
    assertThat(CONVERTED.resolve(golden).resolve("TINYLLAVA_SPLIT/language_model"))
        .isDirectoryContaining("glob:**pytorch_model.bin");
  }

  @Test
  void writesTheSameBytesOfTorchSaveEachTime() throws IOException {
    assertSameFiles(
        written(model, "one", ModelLayout.TINYLLAVA_SPLIT).resolve("vision_tower"),
        written(model, "two", ModelLayout.TINYLLAVA_SPLIT).resolve("vision_tower"));
  }

  @Test
  void namesWhatTinyLlavasCodeOpens() throws IOException {
    Path alone = written(model, "alone", ModelLayout.TINYLLAVA);
    JsonNode json = config(alone);
    Path language = Path.of(json.path("llm_model_name_or_path").asText());
    Path vision = Path.of(json.path("vision_model_name_or_path").asText());
    assertThat(language).isEqualTo(alone.resolve("qwen2"));
    assertThat(language.resolve("config.json")).exists();
    assertThat(language.resolve("tokenizer.json")).exists();
    assertThat(vision.resolve("preprocessor_config.json")).exists();
    assertThat(json.path("tokenizer_name_or_path")).isEqualTo(json.path("llm_model_name_or_path"));
    assertThat(json.path("tokenizer_use_fast").asBoolean()).isTrue();

    BaseNames names = new BaseNames("Qwen/Qwen1.5-0.5B", "google/siglip-so400m-patch14-384");
    Path named = temporary.resolve("named");
    conversion(ModelLayout.TINYLLAVA, null, names).write(model, named);
    assertThat(config(named).path("llm_model_name_or_path").asText())
        .isEqualTo("Qwen/Qwen1.5-0.5B");
    assertThat(named.resolve("qwen2")).doesNotExist();
    Path again = written(named, "again", ModelLayout.TINYLLAVA);
    assertThat(config(again)).isEqualTo(config(named));
  }

  @Test
  void takesTheTokenizersOwnFilesWhereTheyAreAllThere() throws IOException {
    Files.writeString(model.resolve("vocab.json"), "{}");
    Files.writeString(model.resolve("merges.txt"), "");
    JsonNode json = config(written(model, "slow", ModelLayout.TINYLLAVA));
    assertThat(json.path("tokenizer_use_fast").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"BF16", "F16"})
  void convertsEveryWeightAndBackToTheSameHalves(ElementType half) throws IOException {
    Path narrow = temporary.resolve("narrow");
    Path wide = temporary.resolve("wide");
    Path again = temporary.resolve("again");
    conversion(ModelLayout.TINYLLAVA_SPLIT, half, BaseNames.NONE).write(model, narrow);
    conversion(ModelLayout.HUGGING_FACE, ElementType.F32, BaseNames.NONE).write(narrow, wide);
    conversion(ModelLayout.TINYLLAVA_SPLIT, half, BaseNames.NONE).write(wide, again);

    for (String part : List.of("language_model", "vision_tower", "connector")) {
      Path file = Path.of(part, "pytorch_model.bin");
      assertThat(Files.mismatch(narrow.resolve(file), again.resolve(file))).isEqualTo(-1);
    }
    String name = half == ElementType.BF16 ? "bfloat16" : "float16";
    assertThat(config(narrow).path("torch_dtype").asText()).isEqualTo(name);
    assertThat(config(wide).path("torch_dtype").asText()).isEqualTo("float32");
  }

  @Test
  void convertsWhatIsLongerThanOnePiece() throws IOException {
    long elements = 3_000_001;
    Path wide = temporary.resolve("wide.safetensors");
    Path narrow = temporary.resolve("narrow.bin");
    SafetensorsWriter.write(wide, List.of(Fixtures.counting("x", elements)), Map.of());
    try (WeightSource source = Safetensors.open(wide)) {
      PickleWriter.write(narrow, List.of(ConvertedTensor.of(source, "x", ElementType.BF16)));
      try (WeightSource halves = PickleFile.open(narrow)) {
        assertThat(halves.spec("x"))
            .isEqualTo(new TensorSpec("x", ElementType.BF16, shape(elements)));
        ByteBuffer bits = halves.bytes("x");
        for (int i = 0; i < elements; i += 499) {
          short expected = FloatNarrowing.float32ToBfloat16(Float.floatToRawIntBits(i));
          assertThat(bits.getShort(2 * i)).isEqualTo(expected);
        }
      }
    }
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  @Test
  void refusesANumberTheTypeCannotHoldAndLeavesNothing() throws IOException {
    Path file = model.resolve("model.safetensors");
    try (WeightSource source = Safetensors.open(Fixtures.golden("llava"))) {
      TensorSpec spec = source.spec("language_model.model.norm.weight");
      ByteBuffer large = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, -70000);
      List<NamedTensor> tensors =
          NamedTensors.of(source).stream()
              .map(t -> t.spec().equals(spec) ? new NamedTensor(spec, () -> large) : t)
              .toList();
      SafetensorsWriter.write(file, tensors, SafetensorsWriter.PYTORCH);
    }
    Path target = temporary.resolve("half");
    assertThatThrownBy(
            () ->
                conversion(ModelLayout.HUGGING_FACE, ElementType.F16, BaseNames.NONE)
                    .write(model, target))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            file
                + ": tensor 'model.norm.weight' has a value of -70000.0, which F16 cannot hold; choose another --dtype");
    assertNothingBut("model");
  }

  @Test
  void writesIntoAnEmptyFolderAndRefusesAnother() throws IOException {
    Path target = Files.createDirectory(temporary.resolve("out"));
    conversion(ModelLayout.TINYLLAVA, null, BaseNames.NONE).write(model, target);
    byte[] before = Files.readAllBytes(target.resolve("model.safetensors"));

    assertThatThrownBy(() -> written(model, "out", ModelLayout.HUGGING_FACE))
        .hasMessage(target + " is not empty; name a folder that is new or empty");
    assertThatThrownBy(() -> written(model, "model/config.json", ModelLayout.HUGGING_FACE))
        .hasMessageContaining("config.json is a file; name a folder that is new or empty");
    assertThat(target.resolve("model.safetensors")).hasBinaryContent(before);
  }

  @Test
  void leavesNothingUnderAnyNameWhenTheDiskIsFull() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 64)) {
      Path target = disk.folder().resolve("out");
      assertThatThrownBy(
              () -> conversion(ModelLayout.TINYLLAVA, null, BaseNames.NONE).write(model, target))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("No space left on device");
      assertThat(disk.folder()).isEmptyDirectory();
    }
  }

  @Test
  void clearsWhatAKilledWriteLeft() throws IOException {
    Path leftover = Files.createDirectory(temporary.resolve(".out.tmp-writing"));
    Files.writeString(leftover.resolve("model-00001-of-00009.safetensors"), "half");
    written(model, "out", ModelLayout.HUGGING_FACE);
    assertNothingBut("model", "out");
    assertThat(temporary.resolve("out/model-00001-of-00009.safetensors")).doesNotExist();
  }

  private Path written(Path from, String name, ModelLayout layout) throws IOException {
    Path target = temporary.resolve(name);
    conversion(layout, null, BaseNames.NONE).write(from, target);
    return target;
  }

  private static ModelConversion conversion(
      ModelLayout layout, @Nullable ElementType dtype, BaseNames names) {
    return new ModelConversion(layout, dtype, SafetensorsWriter.DEFAULT_SHARD_BYTES, names);
  }

  private static JsonNode config(Path folder) throws IOException {
    return Fixtures.JSON.readTree(folder.resolve("config.json").toFile());
  }

  private void assertNothingBut(String... names) throws IOException {
    try (Stream<Path> entries = Files.list(temporary)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder(names);
    }
  }

  private static void assertSameFiles(Path actual, Path expected) throws IOException {
    assertThat(files(actual)).isEqualTo(files(expected)).isNotEmpty();
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
