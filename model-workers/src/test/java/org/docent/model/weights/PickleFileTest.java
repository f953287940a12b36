package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.docent.model.vlm.Part;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleFileTest {

  private static final String GOLDEN = "../pickle/";

  private final Path temporary;

  PickleFileTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float32.bin",
        "float16.bin",
        "bfloat16.bin",
        "parameters.bin",
        "tied.bin",
        "views.bin",
        "kinds.bin",
        "extras.bin",
        "sharded"
      })
  void readsEveryTensorThatTorchSaved(String golden) throws IOException {
    try (WeightSource source = WeightFiles.open(Fixtures.golden(GOLDEN + golden))) {
      assertSame(source, expected().path(golden));
    }
  }

  @Test
  void readsASplitModelOfTinyLlava() throws IOException {
    JsonNode expected = expected().path("split");
    try (ModelFolder folder = ModelFolder.open(Fixtures.golden(GOLDEN + "split"))) {
      assertThat(folder.parts()).containsExactlyInAnyOrder(Part.values());
      assertSame(folder.part(Part.LANGUAGE_MODEL), expected.path("language_model"));
      WeightSource vision = folder.part(Part.VISION_TOWER);
      assertThat(vision.names()).hasSameSizeAs(expected.path("vision_tower"));
      assertThat(vision.names()).allMatch(name -> name.startsWith("vision_model."));
      assertThat(folder.part(Part.CONNECTOR).names())
          .containsExactly("0.bias", "0.weight", "2.bias", "2.weight");
      WeightLoader.require(vision, folder.vision().parameterShapes());
      WeightLoader.require(folder.part(Part.LANGUAGE_MODEL), folder.language().parameterShapes());
    }
  }

  @Test
  void readsAConnectorOnItsOwn() {
    try (WeightSource connector = ConnectorFile.open(Fixtures.golden(GOLDEN + "float32.bin"))) {
      assertThat(connector.names()).containsExactly("0.bias", "0.weight", "2.bias", "2.weight");
    }
  }

  @Test
  void takesSafetensorsWhereBothAreThere() throws IOException {
    Files.copy(Fixtures.golden(GOLDEN + "float32.bin"), temporary.resolve("pytorch_model.bin"));
    SafetensorsWriter.write(
        temporary.resolve("model.safetensors"),
        List.of(Fixtures.counting("safe", 2)),
        SafetensorsWriter.PYTORCH);
    try (WeightSource source = WeightFiles.open(temporary)) {
      assertThat(source.names()).containsExactly("safe");
    }
  }

  @Test
  void mapsReadOnlyLittleEndianViewsThatOutliveTheFile() {
    WeightSource source = PickleFile.open(Fixtures.golden(GOLDEN + "views.bin"));
    ByteBuffer rows = source.bytes("rows");
    source.close();
    source.close();
    assertThat(rows.isReadOnly()).isTrue();
    assertThat(rows.isDirect()).isTrue();
    assertThat(rows.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(rows.getFloat(0)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "malicious.bin | its pickle asks for posix.system before byte",
        "malicious.bin | nothing was executed, get the model as safetensors",
        "protocol4.bin | its pickle asks for protocol 4 instead of 2 before byte 2",
        "opcode.bin | its pickle asks for LONG4 (0x8b)",
        "module.bin | its pickle asks for torch.nn.modules.container.ModuleDict",
        "legacy.bin | this is the format of PyTorch before 1.6",
        "no-tensor.bin | its dict has no tensor by name",
        "transposed.bin | tensor 'weight' of shape [2, 3] has strides [1, 2]; save it again after .contiguous()",
        "none.bin | there is no such file",
      })
  void refusesByName(String name, String said) {
    Path file = Fixtures.golden(GOLDEN + "float32.bin").resolveSibling(name);
    assertFault(file, said);
  }

  @Test
  void saysThatAFileIsNoneOfTorch() throws IOException {
    Path page = Files.writeString(temporary.resolve("page.bin"), "version https://git-lfs");
    assertFault(page, "this is no zip file of torch.save, maybe a page or a Git LFS pointer");
    assertFault(Files.createFile(temporary.resolve("empty.bin")), "is cut off");
  }

  @Test
  void saysThatADownloadStoppedHalfway() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.golden(GOLDEN + "tied.bin"));
    Path file = temporary.resolve("cut.bin");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertFault(file, "is cut off");
    }
  }

  @Test
  void refusesAnotherByteOrder() throws IOException {
    assertFault(changed("little", "middle"), "its byteorder is 'middle', only 'little' is read");
  }

  @Test
  void refusesAStorageThatIsMissingOrTooSmall() throws IOException {
    assertFault(changed("tied/data/0", "tied/data/9"), "lies in entry 'tied/data/0', which is mi");
    // The two sizes of the weight, 5 and 3, as the pickle writes them.
    assertFault(changed("K\5K\3\u0086", "K\5K\4\u0086"), "has strides [3, 1]");
    assertFault(
        changed("K\5K\3\u0086", "K\6K\3\u0086"),
        "needs 18 elements of F32 from element 0, but its storage has 60 bytes");
  }

  private Path changed(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.golden(GOLDEN + "tied.bin"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return Files.write(
        temporary.resolve("changed.bin"),
        text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static JsonNode expected() throws IOException {
    return Fixtures.json(GOLDEN + "expected.json");
  }

  private static void assertSame(WeightSource source, JsonNode expected) {
    assertThat(source.names()).containsExactlyInAnyOrderElementsOf(expected::fieldNames);
    for (String name : source.names()) {
      TensorSpec spec = source.spec(name);
      JsonNode facts = expected.path(name);
      assertThat(spec.type().name()).as(name).isEqualTo(facts.path("type").asText());
      assertThat(spec.shape()).as(name).containsExactly(longs(facts.path("shape")));
      ByteBuffer bytes = source.bytes(name);
      for (JsonNode value : facts.path("values")) {
        assertThat(next(spec.type(), bytes)).as(name).isEqualTo(value.doubleValue());
      }
      assertThat(bytes.hasRemaining()).as(name).isFalse();
    }
  }

  private static long[] longs(JsonNode numbers) {
    return Stream.iterate(0, i -> i < numbers.size(), i -> i + 1)
        .mapToLong(i -> numbers.path(i).longValue())
        .toArray();
  }

  private static double next(ElementType type, ByteBuffer bytes) {
    return switch (type) {
      case F32 -> bytes.getFloat();
      case F64 -> bytes.getDouble();
      case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
      case F16 -> Float.intBitsToFloat(FloatWidening.float16ToFloat32(bytes.getShort()));
      case I64 -> bytes.getLong();
      case I32 -> bytes.getInt();
      case I16, U16 -> bytes.getShort();
      case I8, U8, BOOL -> bytes.get();
      // Four exponent bits of bias 7 and three of fraction; the golden values are powers of two.
      case F8_E4M3 -> Math.pow(2, (bytes.get() >> 3) - 7.0);
      default -> throw new IllegalArgumentException(type.name());
    };
  }

  private static void assertFault(Path file, String said) {
    assertThatThrownBy(() -> WeightFiles.open(file).close())
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(said);
  }
}
