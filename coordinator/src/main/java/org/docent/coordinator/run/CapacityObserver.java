package org.docent.coordinator.run;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.docent.coordinator.advice.Capacity;
import org.docent.coordinator.advice.CapacityMeter;
import org.docent.coordinator.advice.Rates;
import org.docent.coordinator.advice.StepTime;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says regularly, and when the last student leaves a stage, what teachers and students can do there
 * and how many teachers there should be: a line in the log, and {@link RunObserver#capacity} to
 * others. It must hear of things before they do, so that a stage's summary comes before what ended
 * it.
 */
public final class CapacityObserver implements RunObserver {

  private static final Logger log = LoggerFactory.getLogger("org.docent.run");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private final List<RunObserver> others;
  private final Set<TeacherId> teachers = new TreeSet<>();
  private final Map<StudentId, Integer> places = new TreeMap<>();
  private final Map<Integer, Stage> stages = new TreeMap<>();
  private long lastReport;

  /** A stage in which a student is. */
  private record Stage(String name, CapacityMeter meter) {}

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
    this.lastReport = nanoClock.getAsLong();
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    places.put(student, next.stage());
    endLeftStages();
    stages.computeIfAbsent(next.stage(), any -> begin(stageName));
  }

  private Stage begin(String name) {
    if (stages.isEmpty()) {
      lastReport = nanoClock.getAsLong();
    }
    CapacityMeter meter = new CapacityMeter();
    teachers.forEach(meter::teacherHere);
    return new Stage(name, meter);
  }

  @Override
  public void studentFailed(StudentId student, String message) {
    places.remove(student);
    endLeftStages();
  }

  @Override
  public void modelSaved(StudentId student, String directory) {
    places.remove(student);
    endLeftStages();
  }

  @Override
  public void teacherJoined(TeacherId teacher) {
    teachers.add(teacher);
    stages.values().forEach(stage -> stage.meter.teacherHere(teacher));
  }

  @Override
  public void teacherLost(TeacherId teacher, String reason) {
    teachers.remove(teacher);
    stages.values().forEach(stage -> stage.meter.teacherGone(teacher));
  }

  @Override
  public void teacherDrained(TeacherId teacher, int returned) {
    teacherLost(teacher, "drained");
  }

  @Override
  public void signalReady(SignalReady signal) {
    Stage stage = stages.get(signal.id().stage());
    if (stage != null) {
      stage.meter.signalReady(
          signal.teacher(), signal.samples(), signal.bytes(), signal.computeMicros());
    }
  }

  @Override
  public void stepDone(AppliedStep step) {
    Stage stage = stages.get(step.step().stage());
    if (stage != null) {
      StepReport report = step.report();
      stage.meter.stepApplied(
          step.student(),
          new StepTime(
              report.samples(),
              report.computeMillis() / MILLIS,
              report.teacherWaitMillis() / MILLIS,
              nanoClock.getAsLong() / NANOS));
    }
  }

  @Override
  public void window(WindowLevel level) {
    stages.values().forEach(stage -> stage.meter.window(level));
    long now = nanoClock.getAsLong();
    if (intervalNanos > 0 && now - lastReport >= intervalNanos) {
      lastReport = now;
      stages.values().forEach(stage -> tell(stage, /* whole= */ false, stage.meter.report()));
    }
  }

  @Override
  public void failed(String message) {
    endAll();
  }

  @Override
  public void stopped(String reason) {
    endAll();
  }

  @Override
  public void finished() {
    endAll();
  }

  private void endAll() {
    places.clear();
    endLeftStages();
  }

  private void endLeftStages() {
    Iterator<Map.Entry<Integer, Stage>> open = stages.entrySet().iterator();
    while (open.hasNext()) {
      Map.Entry<Integer, Stage> entry = open.next();
      if (!places.containsValue(entry.getKey())) {
        open.remove();
        Stage left = entry.getValue();
        if (intervalNanos > 0) {
          tell(left, /* whole= */ true, left.meter.summary());
        }
      }
    }
  }

  private void tell(Stage stage, boolean whole, Optional<Capacity> measured) {
    measured.ifPresent(
        capacity -> {
          Rates rates = capacity.rates();
          log.info(
              "capacity of stage={}{}: {}; reached {} samples/s, waited {} %",
              stage.name,
              whole ? ", all of it" : "",
              capacity.advice().sentence(),
              String.format(Locale.ROOT, "%.1f", rates.throughput()),
              Math.round(100 * rates.waitShare()));
          StageCapacity news = new StageCapacity(stage.name, whole, capacity);
          others.forEach(other -> other.capacity(news));
        });
  }
}
