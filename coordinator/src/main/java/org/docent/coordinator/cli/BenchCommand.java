package org.docent.coordinator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the tensor code on models with random weights, codecs on a run's own, the data plane,
 * and the coordinator.
 */
@Command(
    name = "bench",
    description =
        "Measures on this machine: the tensor code on models of a named size with random weights, a run's codecs on its own models, the data plane, what one coordinator can carry, or how near a cluster comes to what its devices can do.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchComputeCommand.class,
      BenchGenerateCommand.class,
      BenchMemoryCommand.class,
      BenchCheckpointCommand.class,
      BenchCodecsCommand.class,
      BenchStreamCommand.class,
      BenchCoordinatorCommand.class,
      BenchClusterCommand.class
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "bench needs to know what to measure: compute, generate, memory, checkpoint, codecs, stream,"
            + " coordinator or cluster");
  }
}
