package org.docent.coordinator.cli;

import java.util.List;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/** How far a capture is, stage by stage. */
final class CaptureProgress implements RunObserver, AutoCloseable {

  private final List<CapturePlanner> planners;
  private final LongSupplier nanos;
  private @Nullable WorkProgress progress;

  CaptureProgress(List<CapturePlanner> planners, LongSupplier nanos) {
    this.planners = planners;
    this.nanos = nanos;
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    close();
    CapturePlanner planner = planners.get(next.stage());
    progress =
        new WorkProgress(
            "stage=" + stageName,
            "micro-batches",
            planner.missing(),
            planner.partsBefore(next.step()),
            nanos);
  }

  @Override
  public void stepDone(AppliedStep step) {
    StepId next = step.step().next();
    if (progress != null) {
      progress.done(planners.get(next.stage()).partsBefore(next.step()));
    }
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
