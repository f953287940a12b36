package org.docent.model.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightLoaderTest {

  private final Path folder;
  private final NDManager manager = NDManager.newBaseManager();
  private final TorchProgram program = TorchProgram.load(manager);
  private final WeightLoader loader = new WeightLoader(program, manager);

  WeightLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void closeManager() {
    program.close();
    manager.close();
  }

  @Test
  void loadsInTheOrderAskedForAndSavesTheSameBytes() {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(
        file, List.of(Fixtures.counting("a", 2, 3), Fixtures.counting("b")), Map.of());
    try (WeightSource source = SafetensorsFile.open(file)) {
      LinkedHashMap<String, long[]> expected = new LinkedHashMap<>();
      expected.put("b", new long[0]);
      expected.put("a", new long[] {2, 3});

      LinkedHashMap<String, NDArray> loaded = loader.load(source, expected);

      assertThat(loaded.keySet()).containsExactly("b", "a");
      NDArray a = List.copyOf(loaded.values()).get(1);
      assertThat(a.getShape()).isEqualTo(new Shape(2, 3));
      assertThat(a.toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
      Path again = folder.resolve("again.safetensors");
      SafetensorsWriter.write(again, NamedTensors.of(loaded), Map.of());
      try (WeightSource saved = SafetensorsFile.open(again)) {
        assertThat(saved.bytes("a")).isEqualTo(source.bytes("a"));
        assertThat(saved.spec("b")).isEqualTo(source.spec("b"));
      }
    }
  }

  @Test
  void holdsFrozenMatricesInTheTypeAskedForAndVectorsInFloat32() {
    try (WeightSource source = Safetensors.open(Fixtures.golden("qwen2-shards-bf16"))) {
      Map<String, long[]> shapes = shapesOf(source);
      Map<String, NDArray> wide = loader.load(source, shapes);
      Map<String, NDArray> frozen = loader.loadFrozen(source, shapes, Dtype.BF16);

      frozen.forEach(
          (name, held) -> {
            long width = requireNonNull(shapes.get(name)).length >= 2 ? 2 : 4;
            assertThat(HostMemory.copyOf(held).remaining() / held.size()).as(name).isEqualTo(width);
            if (width == 2) {
              assertThat(HostMemory.copyOf(held)).as(name).isEqualTo(source.bytes(name));
            } else {
              assertThat(held.toFloatArray())
                  .isEqualTo(requireNonNull(wide.get(name)).toFloatArray());
            }
          });
    }
  }

  @Test
  void readsATensorAtAnOddPlaceOfItsFile() throws Exception {
    Path file =
        Fixtures.safetensors(
            folder.resolve("odd.safetensors"),
            "{'b':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},"
                + "'h':{'dtype':'BF16','shape':[1,2],'data_offsets':[1,5]}}",
            5);
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(
        new byte[] {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0}, 0, bytes, bytes.length - 4, 4);
    Files.write(file, bytes);
    try (WeightSource source = SafetensorsFile.open(file)) {
      assertThat(array(loader.load(source, Map.of("h", new long[] {1, 2})), "h").toFloatArray())
          .containsExactly(1f, -2.5f);
    }
  }

  private static NDArray array(Map<String, NDArray> loaded, String name) {
    return requireNonNull(loaded.get(name));
  }

  @Test
  void changingALoadedWeightLeavesItsFileAlone() {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, List.of(Fixtures.counting("a", 2, 2)), Map.of());
    try (WeightSource source = SafetensorsFile.open(file)) {
      Map<String, long[]> shapes = Map.of("a", new long[] {2, 2});
      array(loader.load(source, shapes), "a").addi(5);
      array(loader.loadFrozen(source, shapes, Dtype.FLOAT32), "a").addi(7);

      assertThat(array(loader.load(source, shapes), "a").toFloatArray())
          .containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void savesAnArrayThatIsNotContiguousInItsOwnOrder() {
    NDArray transposed =
        manager.create(new float[] {0, 1, 2, 3, 4, 5}, new Shape(2, 3)).transpose();
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, List.of(NamedTensors.of("t", transposed)), Map.of());
    try (WeightSource saved = SafetensorsFile.open(file)) {
      assertThat(saved.bytes("t").getFloat(4)).isEqualTo(3);
    }
  }

  @Test
  void keepsWhatWasNotTrained() {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(
        file, List.of(Fixtures.counting("a", 2), Fixtures.counting("b", 2)), Map.of());
    try (WeightSource source = SafetensorsFile.open(file)) {
      NDArray ones = manager.ones(new Shape(2));
      List<NamedTensor> merged = NamedTensors.of(source, Map.of("b", ones, "c", ones));
      assertThat(merged).extracting(NamedTensor::name).containsExactly("a", "b", "c");
      Path both = folder.resolve("b.safetensors");
      SafetensorsWriter.write(both, merged, Map.of());
      try (WeightSource saved = SafetensorsFile.open(both)) {
        assertThat(saved.bytes("a").getFloat(0)).isZero();
        assertThat(saved.bytes("b").getFloat(0)).isEqualTo(1);
      }
    }
  }

  @Test
  void namesFileTensorAndBothShapesOfWhatDoesNotFit() throws Exception {
    Path file =
        Fixtures.safetensors(
            folder.resolve("x.safetensors"),
            "{'i':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}}",
            8);
    try (WeightSource source = SafetensorsFile.open(file)) {
      assertFault(
          source,
          "gone",
          file
              + ": tensor 'gone' of shape [2, 1], which config.json asks for, is missing; fetch the"
              + " model again");
      assertFault(
          source,
          "i",
          file
              + ": tensor 'i' has shape [1] but the configuration asks for [2, 1]; weights and"
              + " config.json must belong together");
      assertThatThrownBy(() -> loader.load(source, Map.of("i", new long[] {1})))
          .hasMessage(file + ": tensor 'i' is I64; weights must be F32, F16 or BF16, convert it");
    }
  }

  @Test
  void refusesToSaveAnArrayThatIsNotFloat32() {
    assertThatThrownBy(() -> NamedTensors.of("n", manager.zeros(new Shape(1), DataType.INT64)))
        .hasMessage("n is int64, not FLOAT32");
  }

  private static Map<String, long[]> shapesOf(WeightSource source) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    source.names().forEach(name -> shapes.put(name, source.spec(name).shape()));
    return shapes;
  }

  private void assertFault(WeightSource source, String name, String sentence) {
    assertThatThrownBy(() -> loader.load(source, Map.of(name, new long[] {2, 1})))
        .isInstanceOf(DocentException.class)
        .hasMessage(sentence);
  }
}
