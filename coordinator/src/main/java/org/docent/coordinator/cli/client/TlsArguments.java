package org.docent.coordinator.cli.client;

import java.nio.file.Path;
import java.util.List;
import org.docent.actors.tls.Tls;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The TLS of this machine, for a command that gets the rest of its configuration elsewhere. */
public final class TlsArguments {

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = "A configuration whose tls keys are this machine's own.")
  private @Nullable Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting that wins over --conf; may be given again.")
  private List<String> overrides = List.of();

  /** Whether any of it is on the command line. */
  public boolean given() {
    return conf != null || !overrides.isEmpty();
  }

  /**
   * Reads the files; null for no TLS.
   *
   * @throws org.docent.protocol.failure.DocentException when a key is wrong or a file cannot be
   *     used
   */
  public @Nullable Tls load() {
    return Tls.loadIfSet(SettingsLoader.tls(conf, overrides));
  }
}
