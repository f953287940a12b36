package org.docent.coordinator.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.docent.coordinator.advice.Rates;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.StageCapacity;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/** A progress bar a stage on a terminal; it draws in a thread of its own. */
final class ProgressObserver implements RunObserver, AutoCloseable {

  private @Nullable ProgressBar bar;
  private String capacity = "";

  /** Whether the launcher saw a terminal at standard error: a bar in a log file is noise. */
  static boolean wanted() {
    return Boolean.getBoolean("docent.terminal");
  }

  @Override
  public void stageBegun(String stageName, int totalSteps, StepId next, int globalStep) {
    close();
    capacity = "";
    bar =
        new ProgressBarBuilder()
            .setTaskName(stageName)
            .setInitialMax(totalSteps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .build()
            .stepTo(next.step());
  }

  @Override
  public void stepDone(AppliedStep step) {
    if (bar != null) {
      bar.stepTo(step.step().step() + 1L);
      bar.setExtraMessage(
          String.format(Locale.ROOT, " loss %.4f%s", step.report().loss(), capacity));
    }
  }

  /** Shows what is to be done about the teachers, where anything is. */
  @Override
  public void capacity(StageCapacity measured) {
    Rates rates = measured.capacity().rates();
    int more = measured.capacity().advice().teachers();
    capacity =
        String.format(
            Locale.ROOT,
            ", wait %.0f %%%s",
            100 * rates.waitShare(),
            more == 0 ? "" : ", teachers %+d".formatted(more));
  }

  @Override
  public void rewound(StepId next, int globalStep) {
    if (bar != null) {
      bar.stepTo(next.step());
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
