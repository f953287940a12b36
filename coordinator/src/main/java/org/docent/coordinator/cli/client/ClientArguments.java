package org.docent.coordinator.cli.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin private TlsArguments tls = new TlsArguments();

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
        tls.load());
  }

  private List<String> addresses(List<String> targets) {
    try {
      return JoinTargets.resolve(targets, Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
