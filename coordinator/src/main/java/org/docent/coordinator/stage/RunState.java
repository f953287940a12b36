package org.docent.coordinator.stage;

import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.id.StepId;

/** Where a run is. {@code committed} is the last checkpoint, from which it could be taken up. */
public sealed interface RunState {

  /** For a student, and for a teacher if the stage needs one. */
  record Waiting(Cursor committed) implements RunState {}

  /** The student takes step {@code next}. */
  record Running(StepId next, Cursor committed) implements RunState {}

  /** The stage's steps are done; its checkpoint is not committed yet. */
  record Saving(int stage, Cursor committed) implements RunState {}

  /** All stages are done; the final model is being written. */
  record Finishing(Cursor committed) implements RunState {}

  /** The student was asked to commit and stop. */
  record Stopping(String reason, StepId next, Cursor committed) implements RunState {}

  /** The final model is written. */
  record Finished(String modelDirectory) implements RunState {}

  /** Stopped as asked; the run can be resumed. */
  record Stopped(String reason, Cursor committed) implements RunState {}

  /** Stopped by a failure; what is committed stays. */
  record Failed(String message) implements RunState {}

  /** Whether the run is over for this process. */
  default boolean ended() {
    return this instanceof Finished || this instanceof Stopped || this instanceof Failed;
  }
}
