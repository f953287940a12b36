package org.docent.coordinator.cli.client;

import java.time.Duration;
import java.util.Optional;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;

/** Stops a run with a checkpoint, and waits until it has ended. */
public final class RunStop {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Looks between two requests: a coordinator that moved has forgotten that it was asked. */
  private static final int ASK_AGAIN = 5;

  /** Looks without an answer, after which nobody is there. */
  private static final int UNANSWERED = 15;

  private RunStop() {}

  /**
   * Returns the run's last status.
   *
   * @throws DocentException when nobody answers any more before the run has ended
   */
  public static RunStatus of(ClusterClient client, String reason) {
    RunStatus last = client.status();
    int unanswered = 0;
    for (int look = 0; unanswered < UNANSWERED; look++) {
      if (hasEnded(last.phase())) {
        return last;
      }
      if (look % ASK_AGAIN == 0) {
        client.stop(reason);
      }
      Optional<RunStatus> now = client.nextStatus(LOOK);
      unanswered = now.isPresent() ? 0 : unanswered + 1;
      last = now.orElse(last);
    }
    throw DocentException.stop(
        "run %s was asked to stop and then nobody answered any more: look at events.jsonl in %s"
            .formatted(last.run().value(), last.directory()));
  }

  private static boolean hasEnded(RunPhase phase) {
    return phase == RunPhase.FINISHED || phase == RunPhase.STOPPED || phase == RunPhase.FAILED;
  }
}
