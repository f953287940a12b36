package org.docent.coordinator.cli.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.docent.actors.tls.Tls;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the cluster is that a command speaks to. */
final class ClientArguments {

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT|RUN_DIR",
      description =
          "Address of the coordinator, or of any node in the cluster, or the run directory; several"
              + " with commas.")
  private List<String> join = List.of();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address of this machine that the cluster can reach (default: the one by which it reaches"
              + " the cluster).")
  private @Nullable String host;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  private int timeout = 20;

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description =
          "A configuration whose tls keys are this machine's own, where the cluster has TLS.")
  private @Nullable Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting that wins over --conf; may be given again.")
  private List<String> overrides = List.of();

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * Joins the cluster.
   *
   * @param also an address or run directory that was given elsewhere on the command line
   */
  ClusterClient join(Optional<String> also) {
    List<String> targets = new ArrayList<>(join);
    also.ifPresent(targets::add);
    if (targets.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "which run? give --join HOST:PORT of its coordinator or --join RUN_DIR");
    }
    return ClusterClient.join(
        addresses(targets),
        Optional.ofNullable(host),
        Duration.ofSeconds(Math.max(2, timeout)),
        Tls.loadIfSet(SettingsLoader.tls(conf, overrides)));
  }

  private List<String> addresses(List<String> targets) {
    try {
      return JoinTargets.resolve(targets, Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
