package org.docent.coordinator.cli;

import java.util.List;

/** How a run ended in this process. */
sealed interface RunOutcome {

  /** The last stage is done and each student's model written. */
  record Finished(List<String> modelDirectories) implements RunOutcome {
    public Finished {
      modelDirectories = List.copyOf(modelDirectories);
    }
  }

  /** Stopped as asked; what is committed can be resumed. */
  record Stopped(String reason) implements RunOutcome {}

  /** Cannot go on; the message says why. */
  record Failed(String message) implements RunOutcome {}
}
