package org.docent.coordinator.failover;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.docent.coordinator.run.RunSetup;

/**
 * A run as a node would coordinate it. Opened when the singleton comes to the node, so that what it
 * finds on disk is what the coordinator before it left there. None of this blocks its caller.
 */
public interface RunOpening {

  /**
   * Opens what the coordinator writes and reads where it stands.
   *
   * @return empty when the run has ended, which is then known to whoever waits for it
   */
  CompletionStage<Optional<RunSetup>> open();

  /** Writes what observers still hold and closes them; does nothing when nothing is open. */
  CompletionStage<?> close();

  /** The coordinator could not be opened here, or an error of its own stopped it for good. */
  void failed(Throwable cause);
}
