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

class TlsSettingsTest {

  private static final String TLS =
      "tls { certificate = tls/a.pem, private-key = tls/a.key, trusted_certificates = tls/ca.pem }\n";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void isOffUnlessItIsWritten() {
    assertThat(SettingsLoader.tls(null, List.of())).isNull();
  }

  @Test
  void aMachineTakesItFromAFileAndFromTheCommandLine() throws IOException {
    Path file = Files.writeString(dir.resolve("node.conf"), TLS + "name = whatever\n");

    assertThat(SettingsLoader.tls(file, List.of("tls.private-key=/k/b.key")))
        .isEqualTo(new TlsSettings(path("tls/a.pem"), Path.of("/k/b.key"), path("tls/ca.pem")));
  }

  @Test
  void aRunCarriesNoPathsOfOneMachineToOthers() throws IOException {
    Path with = Files.writeString(dir.resolve("run.conf"), TLS + SettingsLoaderTest.RECIPE);
    LoadedRun run = SettingsLoader.load(with, List.of());

    Files.writeString(with, SettingsLoaderTest.RECIPE);
    assertThat(run).isEqualTo(SettingsLoader.load(with, List.of()));
    assertThat(run.resolvedText()).doesNotContain("tls");
  }

  @Test
  void refusesSomeOfTheKeysWithoutTheOthers() {
    assertThatThrownBy(() -> SettingsLoader.tls(null, List.of("tls.private-key=tls/a.key")))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "command line: tls.certificate is not set, must be a path since"
                + " tls.private-key is one: TLS takes all three or none");
  }

  @Test
  void refusesKeysThatDoNotExist() {
    assertThatThrownBy(() -> SettingsLoader.tls(null, List.of("tls.key=x")))
        .hasMessageContaining("unknown key tls.key, the nearest known key is tls");
    assertThatThrownBy(() -> SettingsLoader.tls(null, List.of("stream.tls.certificate=x")))
        .hasMessageContaining("unknown key stream.tls, the nearest known key is tls");
  }

  private static Path path(String relative) {
    return Path.of(relative).toAbsolutePath();
  }
}
