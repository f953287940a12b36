package org.docent.coordinator.run;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.docent.coordinator.advice.Capacity;
import org.docent.coordinator.advice.CapacityMeter;
import org.docent.coordinator.advice.Rates;
import org.docent.coordinator.advice.StepTime;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says regularly, and when a stage ends, what teachers and students can do and how many teachers
 * there should be: a line in the log, and {@link RunObserver#capacity} to others. It must hear of
 * things before they do, so that a stage's summary comes before what ended it.
 */
public final class CapacityObserver implements RunObserver {

  private static final Logger log = LoggerFactory.getLogger("org.docent.run");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private final List<RunObserver> others;
  private final CapacityMeter meter = new CapacityMeter();
  private String stageName = "";
  private long lastReport;

  /**
   * An observer of one run.
   *
   * @param interval between reports; zero for none
   * @param nanoClock a monotonic clock in nanoseconds
   * @param others whom to tell
   */
  public CapacityObserver(Duration interval, LongSupplier nanoClock, List<RunObserver> others) {
    this.intervalNanos = interval.toNanos();
    this.nanoClock = nanoClock;
    this.others = List.copyOf(others);
  }

  @Override
  public void stageBegun(String name, int totalSteps, StepId next, int globalStep) {
    if (!name.equals(stageName)) {
      endStage();
      stageName = name;
      meter.stageBegun();
      lastReport = nanoClock.getAsLong();
    }
  }

  @Override
  public void teacherJoined(TeacherId teacher) {
    meter.teacherHere(teacher);
  }

  @Override
  public void teacherLost(TeacherId teacher, String reason) {
    meter.teacherGone(teacher);
  }

  @Override
  public void signalReady(SignalReady signal) {
    meter.signalReady(signal.teacher(), signal.samples(), signal.bytes(), signal.computeMicros());
  }

  @Override
  public void stepDone(AppliedStep step) {
    StepReport report = step.report();
    meter.stepApplied(
        step.student(),
        new StepTime(
            report.samples(),
            report.computeMillis() / MILLIS,
            report.teacherWaitMillis() / MILLIS,
            nanoClock.getAsLong() / NANOS));
  }

  @Override
  public void window(WindowLevel level) {
    meter.window(level);
    long now = nanoClock.getAsLong();
    if (intervalNanos > 0 && now - lastReport >= intervalNanos) {
      lastReport = now;
      tell(false, meter.report());
    }
  }

  @Override
  public void failed(String message) {
    endStage();
  }

  @Override
  public void stopped(String reason) {
    endStage();
  }

  @Override
  public void finished() {
    endStage();
  }

  private void endStage() {
    if (intervalNanos > 0 && !stageName.isEmpty()) {
      tell(true, meter.summary());
    }
    stageName = "";
  }

  private void tell(boolean wholeStage, Optional<Capacity> measured) {
    measured.ifPresent(
        capacity -> {
          StageCapacity news = new StageCapacity(stageName, wholeStage, capacity);
          Rates rates = capacity.rates();
          log.info(
              "capacity of stage={}{}: {}; reached {} samples/s, waited {} %",
              stageName,
              wholeStage ? ", all of it" : "",
              capacity.advice().sentence(),
              String.format(Locale.ROOT, "%.1f", rates.throughput()),
              Math.round(100 * rates.waitShare()));
          others.forEach(other -> other.capacity(news));
        });
  }
}
