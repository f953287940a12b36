package org.docent.coordinator.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.docent.coordinator.advice.Rates;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.StageCapacity;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;

/** A progress bar for each student's stage on a terminal; they draw in threads of their own. */
final class ProgressObserver implements RunObserver, AutoCloseable {

  private final boolean several;
  private final Map<StudentId, ProgressBar> bars = new TreeMap<>();
  private final Map<String, String> capacities = new TreeMap<>();

  /**
   * @param several whether there is more than one student to tell apart
   */
  ProgressObserver(boolean several) {
    this.several = several;
  }

  /** Whether the launcher saw a terminal at standard error: a bar in a log file is noise. */
  static boolean wanted() {
    return Boolean.getBoolean("docent.terminal");
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    end(student);
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(several ? student.name() + " " + stageName : stageName)
            .setInitialMax(totalSteps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .build();
    bars.put(student, bar.stepTo(next.step()));
  }

  @Override
  public void stepDone(AppliedStep step) {
    ProgressBar bar = bars.get(step.student());
    if (bar != null) {
      bar.stepTo(step.step().step() + 1L);
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              " loss %.4f%s",
              step.report().loss(),
              capacities.getOrDefault(step.stageName(), "")));
    }
  }

  /** Shows what is to be done about the teachers, where anything is. */
  @Override
  public void capacity(StageCapacity measured) {
    Rates rates = measured.capacity().rates();
    int more = measured.capacity().advice().teachers();
    capacities.put(
        measured.stageName(),
        String.format(
            Locale.ROOT,
            ", wait %.0f %%%s",
            100 * rates.waitShare(),
            more == 0 ? "" : ", teachers %+d".formatted(more)));
  }

  @Override
  public void rewound(StudentId student, StepId next, int globalStep) {
    ProgressBar bar = bars.get(student);
    if (bar != null) {
      bar.stepTo(next.step());
    }
  }

  @Override
  public void close() {
    List.copyOf(bars.keySet()).forEach(this::end);
  }

  private void end(StudentId student) {
    ProgressBar bar = bars.remove(student);
    if (bar != null) {
      bar.close();
    }
  }
}
