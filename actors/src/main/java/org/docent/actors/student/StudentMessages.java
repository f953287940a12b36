package org.docent.actors.student;

import java.nio.file.Path;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.train.StagedCheckpoint;
import org.docent.model.train.Student;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;

/** What a student trainer tells itself. */
sealed interface StudentMessages extends StudentProtocol.Internal {

  enum Heartbeat implements StudentMessages {
    INSTANCE
  }

  /**
   * How a piece of work on the device ended.
   *
   * @param era counts begun stages: work of an earlier one is late
   * @param nanos time on the device
   */
  record Outcome<T>(int era, @Nullable T value, long nanos, @Nullable Throwable failure) {}

  record Opened(Outcome<Student> outcome) implements StudentMessages {}

  record StageBegun(Outcome<?> outcome) implements StudentMessages {}

  record HeadTaken(Outcome<?> outcome) implements StudentMessages {}

  record Accumulated(MicroBatchId part, Outcome<?> outcome) implements StudentMessages {}

  record StepFinished(StepId step, Outcome<StepReport> outcome) implements StudentMessages {}

  record CheckpointStaged(StepId next, Outcome<StagedCheckpoint> outcome)
      implements StudentMessages {}

  /** A staged checkpoint was written or not. */
  record CheckpointSaved(StepId next, @Nullable Path directory, @Nullable Throwable failure)
      implements StudentMessages {}

  /** The pause after a write that failed is over. */
  enum SaveAgain implements StudentMessages {
    CHECKPOINT,
    MODEL
  }

  record ModelWritten(Outcome<Path> outcome) implements StudentMessages {}

  /** A pull ended. */
  record Fetched(SignalAvailable offer, @Nullable Signal signal, @Nullable Throwable failure)
      implements StudentMessages {}

  /** The pull of a head ended, which that offer gave rise to. */
  record HeadFetched(SignalAvailable offer, @Nullable TeacherHead head, @Nullable Throwable failure)
      implements StudentMessages {}
}
