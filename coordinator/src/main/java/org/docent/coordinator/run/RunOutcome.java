package org.docent.coordinator.run;

import java.util.List;

/** How a run ended. */
public sealed interface RunOutcome {

  /** The last stage is done and each student's model written. */
  record Finished(List<String> modelDirectories) implements RunOutcome {
    public Finished {
      modelDirectories = List.copyOf(modelDirectories);
    }
  }

  /** Stopped as asked; what is committed can be resumed. */
  record Stopped(String reason) implements RunOutcome {}

  /** Goes on under a coordinator elsewhere; it ended for this process alone. */
  record HandedOver() implements RunOutcome {}

  /** Cannot go on; the message says why. */
  record Failed(String message) implements RunOutcome {}
}
