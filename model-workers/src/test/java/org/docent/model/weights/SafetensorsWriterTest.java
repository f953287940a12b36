package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.docent.model.storage.SmallDisk;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

  private final Path folder;

  SafetensorsWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesInTheOrderGivenAfterAPaddedHeader() throws IOException {
    Path file = folder.resolve("m.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(Fixtures.counting("z", 2, 2), Fixtures.counting("a", 1)),
        Map.of("format", "pt"));

    byte[] bytes = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header.stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"format\":\"pt\"},\"z\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}}");
    assertThat(bytes).hasSize(8 + length + 20);
    try (WeightSource source = SafetensorsFile.open(file)) {
      assertThat(source.bytes("z").getFloat(12)).isEqualTo(3);
    }
  }

  @Test
  void copiesAnotherFileByteForByte() throws IOException {
    try (WeightSource source = Safetensors.open(Fixtures.golden("siglip-vision-f16"))) {
      Path file = folder.resolve("copy.safetensors");
      SafetensorsWriter.write(file, NamedTensors.of(source), Map.of());
      try (WeightSource copy = SafetensorsFile.open(file)) {
        assertThat(copy.names()).isEqualTo(source.names());
        for (String name : source.names()) {
          assertThat(copy.spec(name)).isEqualTo(source.spec(name));
          assertThat(copy.bytes(name)).isEqualTo(source.bytes(name));
        }
      }
    }
  }

  @Test
  void cutsIntoShardsAboveTheGivenSizeAndBack() throws IOException {
    List<NamedTensor> tensors =
        List.of(Fixtures.counting("a", 3), Fixtures.counting("b", 2), Fixtures.counting("c", 9));
    SafetensorsWriter.writeFolder(folder, tensors, 20);

    assertThat(names())
        .containsExactly(
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json");
    assertThat(Fixtures.JSON.readTree(folder.resolve("model.safetensors.index.json").toFile()))
        .isEqualTo(
            Fixtures.JSON.readTree(
                "{\"metadata\":{\"total_size\":56},\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                    + "\"b\":\"model-00001-of-00002.safetensors\",\"c\":\"model-00002-of-00002.safetensors\"}}"));
    try (WeightSource source = Safetensors.open(folder)) {
      assertThat(source.bytes("c").getFloat(32)).isEqualTo(8);
    }

    SafetensorsWriter.writeFolder(folder, tensors, 1000);
    assertThat(names()).containsExactly("model.safetensors");
  }

  @Test
  void refusesTwoTensorsOfOneNameAndContentOfAnotherSize() {
    NamedTensor a = Fixtures.counting("a", 2);
    Path file = folder.resolve("m.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(a, a), Map.of()))
        .hasMessage("two tensors to write are named a");
    NamedTensor wrong = new NamedTensor(a.spec(), () -> ByteBuffer.allocate(4));
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(wrong), Map.of()))
        .hasMessage("a F32[2] needs 8 bytes but came with 4");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesTheOldFileWhenTheDiskIsFull() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
      Path file = disk.folder().resolve("m.safetensors");
      SafetensorsWriter.write(file, List.of(Fixtures.counting("a", 2)), Map.of());
      byte[] before = Files.readAllBytes(file);

      assertThatThrownBy(
              () ->
                  SafetensorsWriter.write(file, List.of(Fixtures.counting("a", 50_000)), Map.of()))
          .isInstanceOf(DocentException.class)
          .hasMessageStartingWith(
              "cannot write "
                  + file
                  + ": No space left on device (0 bytes usable in "
                  + disk.folder());

      assertThat(disk.folder()).isDirectoryNotContaining(path -> !path.equals(file));
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
