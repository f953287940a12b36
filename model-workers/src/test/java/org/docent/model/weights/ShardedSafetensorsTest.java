package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedSafetensorsTest {

  private static final String SECOND = "model-00002-of-00003.safetensors";

  private final Path temporary;
  private final Path folder;
  private final Path index;

  ShardedSafetensorsTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    folder = Fixtures.copy("qwen2-shards-bf16", temporary.resolve("shards"));
    index = folder.resolve("model.safetensors.index.json");
  }

  @Test
  void readsTensorsOfAllShardsAsOne() throws IOException {
    try (WeightSource source = Safetensors.open(folder)) {
      var expected = Fixtures.json("expected.json").at("/qwen2-shards-bf16/LANGUAGE_MODEL");
      assertThat(source.names()).hasSize(expected.size());
      for (String name : source.names()) {
        assertThat(source.spec(name).type()).isEqualTo(ElementType.BF16);
        assertThat((long) source.bytes(name).remaining()).isEqualTo(source.spec(name).byteCount());
      }
    }
  }

  @Test
  void namesTheMissingShard() throws IOException {
    Files.delete(folder.resolve(SECOND));
    assertFault("shard " + SECOND + ", which should hold tensor 'model.layers.");
  }

  @Test
  void namesTheTensorThatItsShardLacks() throws IOException {
    change(map -> map.put("model.ghost.weight", SECOND));
    assertFault(
        "tensor 'model.ghost.weight' is said to be in " + SECOND + ", which does not have it");
  }

  @Test
  void refusesAShardOutsideItsFolder() throws IOException {
    change(map -> map.put("model.norm.weight", "../other.safetensors"));
    assertFault("'model.norm.weight' is said to be in '../other.safetensors'");
  }

  @Test
  void namesTheShardThatIsBroken() throws IOException {
    Files.write(folder.resolve(SECOND), new byte[3]);
    assertThatThrownBy(() -> Safetensors.open(folder).close())
        .hasMessage(
            folder.resolve(SECOND)
                + ": has 3 bytes, too few for the 8-byte header length; copy it again");
  }

  @Test
  void refusesAnIndexThatIsNone() throws IOException {
    Files.writeString(index, "{\"weight_map\": 3}");
    assertFault("there is no object 'weight_map'");
    Files.writeString(index, "{");
    assertFault("cannot be read as JSON");
  }

  @Test
  void saysWhatAFolderLacks() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertThatThrownBy(() -> Safetensors.open(empty).close())
        .hasMessage(
            empty
                + ": there is neither model.safetensors nor model.safetensors.index.json; give a folder with weights");
  }

  private void change(Consumer<ObjectNode> change) throws IOException {
    Fixtures.edit(index, json -> change.accept((ObjectNode) json.path("weight_map")));
  }

  private void assertFault(String said) {
    assertThatThrownBy(() -> Safetensors.open(folder).close())
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(index.toString())
        .hasMessageContaining(said);
  }
}
