package org.docent.coordinator.cli;

/** How a run ended in this process. */
sealed interface RunOutcome {

  /** The last stage is done and the model written. */
  record Finished(String modelDirectory) implements RunOutcome {}

  /** Stopped as asked; what is committed can be resumed. */
  record Stopped(String reason) implements RunOutcome {}

  /** Cannot go on; the message says why. */
  record Failed(String message) implements RunOutcome {}
}
