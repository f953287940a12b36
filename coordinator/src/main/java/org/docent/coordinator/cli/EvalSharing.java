package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.cli.client.ClusterClient;
import org.docent.coordinator.cli.client.TlsArguments;
import org.docent.coordinator.cli.eval.EvalJob;
import org.docent.coordinator.cli.eval.RespondentJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options with which several processes share a benchmark. */
final class EvalSharing {

  @Option(
      names = "--serve-port",
      paramLabel = "PORT",
      description = "Let others help: they join this port; 0 for any free one, which is printed.")
  private @Nullable Integer port;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description =
          "Help the docent eval that serves there: it says which benchmark and how it is asked.")
  private @Nullable String join;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address of this machine that the others reach (default: 127.0.0.1; with --join the one by which it"
              + " reaches the other).")
  private @Nullable String host;

  @Mixin private TlsArguments tls = new TlsArguments();

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Refuses what is of no use without others. */
  void check() {
    if (tls.given() && port == null && join == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--conf and --set are for the TLS between processes that share a benchmark: give"
              + " --serve-port or --join too");
    }
  }

  boolean joins() {
    return join != null;
  }

  /** Where this process serves; none if it works alone. */
  Optional<EvalJob.Serving> serves() {
    if (port == null) {
      return Optional.empty();
    }
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--serve-port is " + port + ", must be 0 to 65535");
    }
    return Optional.of(new EvalJob.Serving(host == null ? "127.0.0.1" : host, port, tls.load()));
  }

  int help(Path model, Path data, List<String> devices, int threads) {
    String address = String.valueOf(join);
    if (!address.matches("[^/\\s]+:[1-9]\\d{0,4}")
        || Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)) > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--join is " + address + ", must be HOST:PORT");
    }
    @Nullable Tls own = tls.load();
    String here = host == null ? ClusterClient.towardsAny(List.of(address)) : host;
    String name = "respondent-" + here + "-" + ProcessHandle.current().pid();
    return new RespondentJob(new RespondentJob.Place(model, data), devices, threads)
        .answer(new RespondentJob.Address(address, here, name, own), spec.commandLine().getOut());
  }
}
