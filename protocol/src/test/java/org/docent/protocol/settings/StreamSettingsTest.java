package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {

  private static final String TLS =
      "stream.tls { certificate = tls/a.pem, private-key = tls/a.key, trusted_certificates = tls/ca.pem }\n";

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
    Path file = Files.writeString(dir.resolve("node.conf"), TLS + "name = whatever\n");

    StreamSettings stream =
        SettingsLoader.stream(file, List.of("stream.port=4711", "stream.chunk-bytes=1MiB"));

    assertThat(stream.port()).isEqualTo(4711);
    assertThat(stream.chunkBytes()).isEqualTo(1 << 20);
    assertThat(stream.tls())
        .isEqualTo(new TlsSettings(path("tls/a.pem"), path("tls/a.key"), path("tls/ca.pem")));
  }

  @Test
  void theResolvedTextKeepsTls() throws IOException {
    Path file = Files.writeString(dir.resolve("run.conf"), TLS + SettingsLoaderTest.RECIPE);

    LoadedRun run = SettingsLoader.load(file, List.of());

    assertThat(run.settings().stream().tls()).isNotNull();
    assertThat(SettingsLoader.parse(run.resolvedText())).isEqualTo(run.settings());
  }

  @Test
  void refusesSomeOfTheTlsKeysWithoutTheOthers() {
    assertThatThrownBy(
            () -> SettingsLoader.stream(null, List.of("stream.tls.private-key=tls/a.key")))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "command line: stream.tls.certificate is not set, must be a path since"
                + " stream.tls.private-key is one: TLS takes all three or none");
  }

  @Test
  void refusesKeysThatDoNotExistAndSizesThatAreNone() {
    assertThatThrownBy(() -> SettingsLoader.stream(null, List.of("stream.tls.key=x")))
        .hasMessageContaining("unknown key stream.tls.key, the nearest known key is stream.");
    assertThatThrownBy(() -> SettingsLoader.stream(null, List.of("stream.max-outstanding-bytes=0")))
        .hasMessage("command line: stream.max-outstanding-bytes is 0, must be at least 1");
  }

  private static Path path(String relative) {
    return Path.of(relative).toAbsolutePath();
  }
}
