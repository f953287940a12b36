package org.docent.coordinator.cli.client;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops a run from anywhere. */
@Command(
    name = "stop",
    description = {
      "Stops a running run: it commits a checkpoint after the step in hand, then all its nodes end.",
      "docent resume goes on from there, to the same bits."
    })
public final class StopCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN_DIR",
      description = "The run's output-dir, where its coordinators say where they are.")
  private @Nullable String directory;

  @Mixin private ClientArguments cluster = new ClientArguments();

  @Override
  public Integer call() {
    try (ClusterClient client = cluster.join(Optional.ofNullable(directory))) {
      RunStatus run = client.status();
      System.err.printf(
          "run %s stops: it commits what is done after the step in hand%n", run.run().value());
      RunStatus ended = RunStop.of(client, "docent stop");
      if (ended.phase() == RunPhase.FAILED) {
        throw DocentException.stop("the run failed: " + ended.message());
      }
      for (StudentStatus student : ended.students()) {
        System.out.printf(
            "student %s: step %d of %d, checkpoint %s%n",
            student.id().name(),
            student.globalStep(),
            student.allSteps(),
            student.checkpoint() == null ? "none" : student.checkpoint());
      }
      System.out.println(
          ended.phase() == RunPhase.FINISHED
              ? "finished before it could stop"
              : "stopped: go on with docent resume " + ended.directory());
    }
    return 0;
  }
}
