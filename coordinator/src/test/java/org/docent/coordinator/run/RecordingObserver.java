package org.docent.coordinator.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.docent.coordinator.admission.Verdict;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/** Writes down what it hears, as one text a call. */
final class RecordingObserver implements RunObserver {

  final List<String> heard = new CopyOnWriteArrayList<>();

  /** What is to be remembered. */
  final List<RunOutcome> kept = new CopyOnWriteArrayList<>();

  /** Completes when what has ended is remembered. */
  volatile CompletableFuture<Boolean> memory = CompletableFuture.completedFuture(true);

  @Override
  public CompletionStage<?> keep(@Nullable StudentId student, RunOutcome outcome) {
    kept.add(outcome);
    return memory;
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    heard.add("stage " + stageName + " at " + next + " of " + totalSteps);
  }

  @Override
  public void stepDone(AppliedStep step) {
    heard.add("step " + step.globalStep() + " of " + step.stageName());
  }

  @Override
  public void rewound(StudentId student, StepId next, int globalStep) {
    heard.add("rewound to " + next);
  }

  @Override
  public void checkpointCommitted(
      StudentId student, StepId next, int globalStep, String directory) {
    heard.add("committed " + globalStep + " " + directory);
  }

  @Override
  public void modelSaved(StudentId student, String directory) {
    heard.add("model " + directory);
  }

  @Override
  public void teacherAdmitted(TeacherId teacher, Verdict.Admitted how) {
    heard.add("admitted " + teacher + " beside " + how.comparedWith());
  }

  @Override
  public void teacherRefused(TeacherId teacher, String reason) {
    heard.add("refused " + teacher + ": " + reason);
  }

  @Override
  public void teacherQuarantined(TeacherId teacher, List<String> reasons) {
    heard.add("quarantined " + teacher + ": " + reasons);
  }

  @Override
  public void teacherDraining(TeacherId teacher) {
    heard.add("draining " + teacher);
  }

  @Override
  public void teacherDrained(TeacherId teacher, int returned) {
    heard.add("drained " + teacher + ", returned " + returned);
  }

  @Override
  public void waiting(Awaited awaited) {
    heard.add(awaited.sentence());
  }

  @Override
  public void teacherLost(TeacherId teacher, String reason) {
    heard.add("lost " + teacher + ": " + reason);
  }

  @Override
  public void leaseRevoked(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, String reason) {
    heard.add("revoked " + id + " of " + teacher);
  }

  @Override
  public void studentFailed(StudentId student, String message) {
    heard.add("student " + student + " failed: " + message);
  }

  @Override
  public void workerFailed(String worker, String message) {
    heard.add("worker " + worker + ": " + message);
  }

  @Override
  public void failed(String message) {
    heard.add("failed: " + message);
  }

  @Override
  public void stopped(String reason) {
    heard.add("stopped: " + reason);
  }

  @Override
  public void coordinatorLeft() {
    heard.add("left");
  }

  @Override
  public void finished() {
    heard.add("finished");
  }
}
