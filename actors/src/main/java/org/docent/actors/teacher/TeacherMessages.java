package org.docent.actors.teacher;

import org.docent.model.distill.Signal;
import org.docent.model.distill.Teacher;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What a teacher worker tells itself. Results carry their run: those of an earlier one are late.
 */
sealed interface TeacherMessages extends TeacherProtocol.Internal {

  enum Heartbeat implements TeacherMessages {
    INSTANCE
  }

  /**
   * A teacher with what it said of itself on its device's thread.
   *
   * @param credentials null in a run without a canary, which has no work for a teacher
   */
  record Loaded(Teacher teacher, TeacherHead head, @Nullable TeacherCredentials credentials) {}

  /** The teacher is loaded, or failed to. */
  record Opened(RunId run, @Nullable Loaded loaded, @Nullable Throwable failure)
      implements TeacherMessages {}

  /** The random wait before a micro-batch is over. */
  record DelayOver(MicroBatchId id) implements TeacherMessages {}

  /** A micro-batch is computed, or failed. */
  record Computed(RunId run, MicroBatchId id, @Nullable Signal signal, @Nullable Throwable failure)
      implements TeacherMessages {}
}
