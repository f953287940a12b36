package org.docent.coordinator.stage;

import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/** What happens to a run. */
public sealed interface RunEvent {

  /** Somebody came or went. */
  record AttendanceChanged() implements RunEvent {}

  /** The student says where it is: the step it wants next, null when it has no weights yet. */
  record StudentAt(@Nullable StepId next) implements RunEvent {}

  /** The student's step is applied. */
  record StepApplied(StepId step) implements RunEvent {}

  /** A checkpoint is committed from which the run goes on with {@code next}. */
  record Committed(StepId next, String directory) implements RunEvent {}

  /** No checkpoint could be written from which the run goes on with {@code next}. */
  record NotCommitted(StepId next, String reason) implements RunEvent {}

  /** The student has written the final model. */
  record ModelSaved(String directory) implements RunEvent {}

  /** The student is gone. */
  record StudentLost() implements RunEvent {}

  /** A person wants the run to stop. */
  record StopRequested(String reason) implements RunEvent {}

  /** Nothing sensible can follow. */
  record FailureReported(String message) implements RunEvent {}
}
