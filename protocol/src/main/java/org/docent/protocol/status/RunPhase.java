package org.docent.protocol.status;

import java.util.Locale;

/** What a run, or one of its students, is at. */
public enum RunPhase {
  /** Somebody it needs is not there yet. */
  WAITING,
  TRAINING,
  /** A stage's checkpoint is being committed. */
  SAVING,
  /** The final model is being written. */
  FINISHING,
  /** Asked to stop: a checkpoint is being committed. */
  STOPPING,
  FINISHED,
  STOPPED,
  FAILED;

  /** The name in text and JSON: {@code training}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
