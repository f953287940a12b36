package org.docent.coordinator.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.docent.coordinator.run.RunObserver;
import org.docent.protocol.id.StudentId;

/** Turns the last thing that happens to a run into its outcome. */
final class OutcomeObserver implements RunObserver {

  private final CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
  private final Map<StudentId, String> models = new TreeMap<>();

  CompletableFuture<RunOutcome> outcome() {
    return outcome;
  }

  @Override
  public void modelSaved(StudentId student, String directory) {
    models.put(student, directory);
  }

  @Override
  public void finished() {
    outcome.complete(new RunOutcome.Finished(List.copyOf(models.values())));
  }

  @Override
  public void stopped(String reason) {
    outcome.complete(new RunOutcome.Stopped(reason));
  }

  @Override
  public void failed(String message) {
    outcome.complete(new RunOutcome.Failed(message));
  }

  @Override
  public void coordinatorLeft() {
    outcome.complete(
        new RunOutcome.Failed("the coordinator left this process before the run's end"));
  }
}
