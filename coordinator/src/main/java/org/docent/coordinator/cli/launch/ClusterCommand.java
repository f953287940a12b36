package org.docent.coordinator.cli.launch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Clusters on this machine. */
@Command(
    name = "cluster",
    description = "A whole cluster of processes on this machine, for trying it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ClusterUpCommand.class)
public final class ClusterCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }
}
