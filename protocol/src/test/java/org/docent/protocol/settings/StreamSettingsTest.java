package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void aNodeOfItsOwnTakesTheBuiltInValues() {
    assertThat(SettingsLoader.stream(null, List.of()))
        .isEqualTo(new StreamSettings("", 0, 4 << 20, 4, 1L << 30));
  }

  @Test
  void aNodeOfItsOwnTakesTheStreamKeysOfAFileAndOfTheCommandLine() throws IOException {
    Path file = Files.writeString(dir.resolve("node.conf"), "name = whatever\n");

    StreamSettings stream =
        SettingsLoader.stream(file, List.of("stream.port=4711", "stream.chunk-bytes=1MiB"));

    assertThat(stream.port()).isEqualTo(4711);
    assertThat(stream.chunkBytes()).isEqualTo(1 << 20);
  }

  @Test
  void refusesKeysThatDoNotExistAndSizesThatAreNone() {
    assertThatThrownBy(() -> SettingsLoader.stream(null, List.of("stream.prt=1")))
        .hasMessageContaining("unknown key stream.prt, the nearest known key is stream.port");
    assertThatThrownBy(() -> SettingsLoader.stream(null, List.of("stream.max-outstanding-bytes=0")))
        .hasMessage("command line: stream.max-outstanding-bytes is 0, must be at least 1");
  }
}
