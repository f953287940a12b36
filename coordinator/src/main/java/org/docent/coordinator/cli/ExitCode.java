package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.docent.coordinator.run.RunOutcome;
import org.docent.protocol.failure.DocentException;

/** What a run's outcome means for whoever called the command. */
final class ExitCode {

  private ExitCode() {}

  /** 0 where a run that was to be resumed is finished, which it says; empty when it is not. */
  static Optional<Integer> ofFinished(Path runDirectory) {
    Optional<RunOutcome.Finished> finished = OutcomeFile.finished(runDirectory);
    finished.ifPresent(
        done ->
            System.out.printf(
                "%s is finished, nothing is left to do: the student is %s%n",
                runDirectory, String.join(", ", done.modelDirectories())));
    return finished.map(done -> 0);
  }

  /**
   * 0 for a finished run and for one that stopped as asked; says where to look or how to go on.
   *
   * @throws DocentException with the reason of a failed run
   */
  static int of(RunOutcome outcome, Path runDirectory) {
    if (outcome instanceof RunOutcome.Finished finished) {
      for (String model : finished.modelDirectories()) {
        System.out.printf("finished: the student is %s%n", model);
      }
    } else if (outcome instanceof RunOutcome.Stopped) {
      System.out.printf("stopped: go on with docent resume %s%n", runDirectory);
    } else if (outcome instanceof RunOutcome.HandedOver) {
      System.out.printf(
          "this node has left; the run in %s goes on with the others%n", runDirectory);
    } else if (outcome instanceof RunOutcome.Failed failed) {
      throw DocentException.stop(failed.message());
    }
    return 0;
  }
}
