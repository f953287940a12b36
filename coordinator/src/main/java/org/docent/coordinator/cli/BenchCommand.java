package org.docent.coordinator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the tensor code on models with random weights, and codecs on a run's own. */
@Command(
    name = "bench",
    description =
        "Measures the tensor code on this machine: on models of a named size with random weights, or a run's codecs on its own.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchComputeCommand.class, BenchMemoryCommand.class, BenchCodecsCommand.class})
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "bench needs to know what to measure: compute, memory or codecs");
  }
}
