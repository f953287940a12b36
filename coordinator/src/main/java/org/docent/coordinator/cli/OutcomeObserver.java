package org.docent.coordinator.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunOutcome;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/** Turns the last thing that happens to a run, or to this node's part in it, into its outcome. */
final class OutcomeObserver implements RunObserver {

  private final CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
  private RunOutcome whole = new RunOutcome.Finished(List.of());

  CompletableFuture<RunOutcome> outcome() {
    return outcome;
  }

  /** The first outcome counts. */
  void ended(RunOutcome how) {
    outcome.complete(how);
  }

  @Override
  public CompletionStage<?> keep(@Nullable StudentId student, RunOutcome how) {
    whole = student == null ? how : whole;
    return RunObserver.super.keep(student, how);
  }

  @Override
  public void finished() {
    ended(whole);
  }

  @Override
  public void stopped(String reason) {
    ended(new RunOutcome.Stopped(reason));
  }

  @Override
  public void failed(String message) {
    ended(new RunOutcome.Failed(message));
  }
}
