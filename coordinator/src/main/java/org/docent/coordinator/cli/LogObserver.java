package org.docent.coordinator.cli;

import java.util.Locale;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line every n-th step; the coordinator itself logs what happens more rarely. */
final class LogObserver implements RunObserver {

  private static final Logger log = LoggerFactory.getLogger("org.docent.run");

  private final RunSettings run;

  LogObserver(RunSettings run) {
    this.run = run;
  }

  @Override
  public void stepDone(AppliedStep step) {
    int number = step.step().step() + 1;
    int every = run.stage(step.step().stage()).saving().loggingSteps();
    if (every > 0 && number % every == 0) {
      StepReport report = step.report();
      double seconds = (report.computeMillis() + report.teacherWaitMillis()) / 1000.0;
      log.info(
          "{}step={} stage={} loss={} samples/s={} teacherWait={}ms",
          run.students().size() > 1 ? "student=" + step.student().name() + " " : "",
          number,
          step.stageName(),
          String.format(Locale.ROOT, "%.5f", report.loss()),
          String.format(Locale.ROOT, "%.1f", report.samples() / Math.max(1e-3, seconds)),
          report.teacherWaitMillis());
    }
  }
}
