package org.docent.coordinator.run;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to a run. Called in the coordinator's actor, one call at a time and in order:
 * an observer must return at once and leave files and screens to a thread of its own.
 */
public interface RunObserver {

  /**
   * A stage begins for a student, or is taken up again.
   *
   * @param totalSteps steps of the whole stage
   * @param next the first step to be taken now
   * @param globalStep steps of the student that are done
   */
  default void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {}

  /** A step was applied; each is told once, in order. */
  default void stepDone(AppliedStep step) {}

  /** What a step that is done applied, as the student says, in order. */
  default void microBatchesApplied(AppliedStep step, List<MicroBatchPlan> applied) {}

  /**
   * The last step of a student that is on record here and would be found by a coordinator that
   * takes over; empty for an observer that keeps no record.
   */
  default OptionalInt recorded(StudentId student) {
    return OptionalInt.empty();
  }

  /**
   * The student was lost and its steps from {@code next} on are taken again.
   *
   * @param globalStep steps of the student that are still done
   */
  default void rewound(StudentId student, StepId next, int globalStep) {}

  /**
   * A checkpoint is committed.
   *
   * @param globalStep steps of the student that are in it
   */
  default void checkpointCommitted(
      StudentId student, StepId next, int globalStep, String directory) {}

  /**
   * A checkpoint could not be written; the one before is still the last.
   *
   * @param globalStep steps of the student that would be in it
   */
  default void checkpointFailed(StudentId student, StepId next, int globalStep, String reason) {}

  /** A checkpoint was found damaged when the run was taken up; one before it is used. */
  default void checkpointDamaged(StudentId student, String directory, String reason) {}

  default void modelSaved(StudentId student, String directory) {}

  default void teacherJoined(TeacherId teacher) {}

  /** A teacher has proved itself and gets work. */
  default void teacherAdmitted(TeacherId teacher, Verdict.Admitted how) {}

  /** A teacher gets no work; the reason is a sentence. */
  default void teacherRefused(TeacherId teacher, String reason) {}

  /** A teacher gets no more work under its name, for these reasons. */
  default void teacherQuarantined(TeacherId teacher, List<String> reasons) {}

  default void teacherLost(TeacherId teacher, String reason) {}

  /** A teacher leaves as it was told: it takes no more work and serves what it holds. */
  default void teacherDraining(TeacherId teacher) {}

  /**
   * A teacher that was draining has left.
   *
   * @param returned micro-batches that it still had and others must compute
   */
  default void teacherDrained(TeacherId teacher, int returned) {}

  /** The run waits for somebody, or for others than before. */
  default void waiting(Awaited awaited) {}

  default void studentJoined(StudentId student) {}

  /** One is there that takes over when the student that serves is lost. */
  default void studentStandsBy(StudentId student) {}

  /** The run waits for a student, and nobody stands by; called now and then until one comes. */
  default void studentAwaited(StudentId student) {}

  default void studentLost(StudentId student, String reason) {}

  /** A student cannot go on; the others do. */
  default void studentFailed(StudentId student, String message) {}

  /** A lease or a signal came to nothing and its micro-batch is planned again. */
  default void leaseRevoked(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, String reason) {}

  /** A micro-batch is leased. */
  default void leaseGranted(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch) {}

  /** A worker met a failure that it recovers from. */
  default void workerFailed(String worker, String message) {}

  /** How the window stands; called regularly. */
  default void window(WindowLevel level) {}

  /** A teacher has said that a signal of its is there. */
  default void signalReady(CoordinatorProtocol.SignalReady signal) {}

  /** What teachers and students can do; called regularly and when a stage ends. */
  default void capacity(StageCapacity capacity) {}

  /**
   * A run has ended, or a student's part in one of several; nobody who took part is let go before
   * what this returns has completed. An observer that must remember it writes it down.
   *
   * @param student whose part it is; null for the whole run
   */
  default CompletionStage<?> keep(@Nullable StudentId student, RunOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  /** The run failed; last call. */
  default void failed(String message) {}

  /** The run stopped as asked and can be resumed; last call. */
  default void stopped(String reason) {}

  /**
   * The coordinator leaves this process before the run's end: its node goes down, or an error of
   * its own stopped it.
   */
  default void coordinatorLeft() {}

  /** The run is done and its model written; last call. */
  default void finished() {}
}
