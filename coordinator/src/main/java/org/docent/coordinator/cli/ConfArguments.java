package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import org.docent.actors.tls.Tls;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** {@code CONF [key=value…]}: what every command that reads a configuration takes. */
final class ConfArguments {

  @Parameters(
      index = "0",
      paramLabel = "CONF",
      description = "The run's configuration; conf/ has examples.")
  private Path conf = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Settings that win over the file: seed=7, stage.dpt.max-steps=50.")
  private List<String> overrides = List.of();

  LoadedRun load() {
    return SettingsLoader.load(conf, overrides);
  }

  /**
   * TLS of this machine; null for none.
   *
   * @throws org.docent.protocol.failure.DocentException when its files cannot be used
   */
  @Nullable Tls tls() {
    return Tls.loadIfSet(SettingsLoader.tls(conf, overrides));
  }
}
