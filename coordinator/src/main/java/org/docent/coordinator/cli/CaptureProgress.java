package org.docent.coordinator.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a capture is: a bar a stage on a terminal, else a line every few seconds, with the rate
 * and the time left at that rate.
 */
final class CaptureProgress implements RunObserver, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger("org.docent.capture");
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final RunSettings run;
  private final List<CapturePlanner> planners;
  private final LongSupplier nanos;
  private @Nullable ProgressBar bar;
  private long begun;
  private long told;
  private int doneBefore;

  CaptureProgress(RunSettings run, List<CapturePlanner> planners, LongSupplier nanos) {
    this.run = run;
    this.planners = planners;
    this.nanos = nanos;
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    close();
    begun = nanos.getAsLong();
    told = begun;
    doneBefore = planners.get(next.stage()).partsBefore(next.step());
    if (ProgressObserver.wanted()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(stageName)
              .setInitialMax(planners.get(next.stage()).missing())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(250)
              .build()
              .stepTo(doneBefore);
    }
  }

  @Override
  public void stepDone(AppliedStep step) {
    StepId next = step.step().next();
    CapturePlanner planner = planners.get(next.stage());
    int done = planner.partsBefore(next.step());
    int all = planner.missing();
    if (bar != null) {
      bar.stepTo(done);
      return;
    }
    long now = nanos.getAsLong();
    if (done == all || now - told >= LINE_NANOS) {
      told = now;
      double rate = (done - doneBefore) * 1e9 / Math.max(1, now - begun);
      log.info(
          "stage={} captured={} of {} micro-batches/s={} left={}",
          run.stage(next.stage()).name(),
          done,
          all,
          String.format(Locale.ROOT, "%.1f", rate),
          Duration.ofSeconds(Math.round((all - done) / Math.max(1e-9, rate))));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
