package org.docent.coordinator.cli;

import java.util.concurrent.Callable;
import org.docent.protocol.settings.LoadedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a run: all its roles in one process, a real cluster on the loopback. */
@Command(
    name = "train",
    description = {
      "Trains a student from the first stage to the last.",
      "Ctrl-C commits a checkpoint and says how to go on."
    })
final class TrainCommand implements Callable<Integer> {

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Override
  public Integer call() {
    LoadedRun run = arguments.load();
    return LocalRun.begin(run, arguments.tls()).await();
  }
}
