package org.docent.protocol.control;

import akka.actor.typed.ActorRef;
import java.util.List;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What workers tell the coordinator. Every message may be lost or come twice: those that state a
 * fact are idempotent, and the two registrations are repeated as heartbeats so that a coordinator
 * that moved learns everything again.
 */
public interface CoordinatorProtocol {

  sealed interface Command
      permits RegisterTeacher,
          RequestWork,
          SignalReady,
          LeaseReturned,
          RegisterStudent,
          SignalRejected,
          TeacherUnreachable,
          StepDone,
          CheckpointCommitted,
          CheckpointFailed,
          ModelSaved,
          WorkerFailed,
          StopRun,
          TeacherDraining,
          DrainTeachers,
          StatusRequest,
          Internal {}

  /** What the coordinator tells itself; never leaves its process. */
  non-sealed interface Internal extends Command {}

  /** A signal that a teacher holds in its outbox under that lease. */
  record HeldSignal(MicroBatchId id, LeaseEpoch epoch, long bytes) {}

  /**
   * A teacher is here, serves signals at {@code location} and holds these; sent again and again
   * until it leaves.
   *
   * @param credentials by which it is admitted; null until it has loaded
   */
  record RegisterTeacher(
      TeacherId teacher,
      ActorRef<TeacherProtocol.Command> replyTo,
      SignalLocation location,
      @Nullable TeacherCredentials credentials,
      List<HeldSignal> held)
      implements Command {
    public RegisterTeacher {
      held = List.copyOf(held);
    }
  }

  /** The teacher can take {@code slots} more leases now; states a level, not an increment. */
  record RequestWork(TeacherId teacher, int slots) implements Command {
    public RequestWork {
      if (slots < 0) {
        throw new IllegalArgumentException("slots is " + slots + ", must not be negative");
      }
    }
  }

  /**
   * The signal of that micro-batch lies in the teacher's outbox.
   *
   * @param bytes of its payload
   * @param samples samples of the micro-batch
   * @param computeMicros how long the teacher had it in hand; 0 when the signal lay there already
   */
  record SignalReady(
      TeacherId teacher,
      MicroBatchId id,
      LeaseEpoch epoch,
      long bytes,
      int samples,
      long computeMicros)
      implements Command {
    public SignalReady {
      if (samples < 1 || computeMicros < 0) {
        throw new IllegalArgumentException(
            "signal "
                + id
                + " is of "
                + samples
                + " samples computed in "
                + computeMicros
                + " us, must be of at least 1 in at least 0");
      }
    }
  }

  /** The teacher gives a lease back; {@code category} says what that means for the run. */
  record LeaseReturned(
      TeacherId teacher, MicroBatchId id, LeaseEpoch epoch, Category category, String message)
      implements Command {}

  /**
   * A student is here and wants step {@code next}, null before its first stage; sent again and
   * again.
   *
   * @param serves whether it was welcomed to the run; otherwise it stands by or has not been
   *     answered
   */
  record RegisterStudent(
      StudentId student,
      ActorRef<StudentProtocol.Command> replyTo,
      boolean serves,
      @Nullable StepId next)
      implements Command {}

  /** Why a signal was rejected. */
  enum Rejection {
    /** It could not be fetched: the line, or a teacher that left. Nobody's fault. */
    UNREACHABLE,
    /** Its bytes failed a check of length, order or checksum, again and again. */
    CORRUPT,
    /** It came well and is not what the student can use: its rows, its values, its teacher. */
    UNUSABLE
  }

  /** The signal could not be fetched or failed its checks: it must be computed again. */
  record SignalRejected(
      StudentId student, MicroBatchId id, LeaseEpoch epoch, Rejection kind, String reason)
      implements Command {}

  /**
   * A student's connection to a teacher has broken and the teacher's process refuses another, which
   * shows long before the cluster misses its node. Hearsay: a teacher that says it is here is
   * believed.
   */
  record TeacherUnreachable(StudentId student, TeacherId teacher, String reason)
      implements Command {}

  /**
   * The optimizer step is applied.
   *
   * @param applied the micro-batches that were added to it, in that order
   */
  record StepDone(StudentId student, StepId step, List<MicroBatchPlan> applied, StepReport report)
      implements Command {
    public StepDone {
      applied = List.copyOf(applied);
    }
  }

  /** A checkpoint is committed from which a run goes on with step {@code next}. */
  record CheckpointCommitted(StudentId student, StepId next, String directory) implements Command {}

  /**
   * No checkpoint could be written from which a run goes on with step {@code next}: the one before
   * is still the last. The reason is a sentence with path, cause and usable space.
   */
  record CheckpointFailed(StudentId student, StepId next, String reason) implements Command {}

  /** The final model lies in that directory. */
  record ModelSaved(StudentId student, String directory) implements Command {}

  /** A worker met a failure that is not a lease's. */
  record WorkerFailed(String worker, Category category, String message) implements Command {}

  /** Commit a checkpoint at the next step's end and stop. */
  record StopRun(String reason) implements Command {}

  /**
   * The teacher leaves: it takes no more leases, computes only those it is {@code keeping}, and
   * serves what it holds until nobody wants it; said again and again until it has left.
   */
  record TeacherDraining(TeacherId teacher, List<MicroBatchId> keeping) implements Command {
    public TeacherDraining {
      keeping = List.copyOf(keeping);
    }
  }

  /** Have the teacher of that name leave, or all workers of the node of that name. */
  record DrainTeachers(String name, ActorRef<ClientProtocol.Command> replyTo) implements Command {}

  /** Say where the run stands. */
  record StatusRequest(ActorRef<ClientProtocol.Command> replyTo) implements Command {}
}
