package org.docent.coordinator.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.docent.coordinator.admission.Verdict;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.status.TeacherState;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of a run's news what a status needs beside where everybody is: rates, losses, checkpoints.
 */
final class StatusBoard implements RunObserver {

  /** Lately are the last so many, and of those only the few last when they are older than this. */
  private static final int RECENT = 50;

  private static final int FEWEST = 5;
  private static final long RECENT_NANOS = 60_000_000_000L;

  /** Mean intervals without a beat, after which the next is overdue. */
  private static final int OVERDUE = 3;

  private static final double NANOS = 1e9;

  private final LongSupplier nanoClock;
  private final Map<StudentId, Pulse> steps = new TreeMap<>();
  private final Map<TeacherId, Pulse> signals = new TreeMap<>();
  private final Map<StudentId, Double> losses = new TreeMap<>();
  private final Map<StudentId, String> checkpoints = new TreeMap<>();
  private final Map<TeacherId, TeacherState> sentHome = new TreeMap<>();
  private @Nullable String outcome;

  StatusBoard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Events with a size each; the first of those kept only begins the time. */
  private static final class Pulse {
    private record Beat(long nanos, int samples) {}

    private final Deque<Beat> beats = new ArrayDeque<>();

    void beat(long nanos, int samples) {
      beats.addLast(new Beat(nanos, samples));
      while (beats.size() > RECENT
          || (beats.size() > FEWEST && nanos - beats.getFirst().nanos > RECENT_NANOS)) {
        beats.removeFirst();
      }
    }

    double samplesPerSecond(long now) {
      int samples = beats.stream().skip(1).mapToInt(Beat::samples).sum();
      double seconds = seconds(now);
      return seconds == 0 ? 0 : samples / seconds;
    }

    Optional<Double> secondsPerBeat(long now) {
      double seconds = seconds(now);
      return seconds == 0 ? Optional.empty() : Optional.of(seconds / (beats.size() - 1));
    }

    /** From the first beat to the last; when the next is long overdue, to now. */
    private double seconds(long now) {
      if (beats.size() < 2) {
        return 0;
      }
      long span = beats.getLast().nanos - beats.getFirst().nanos;
      long idle = now - beats.getLast().nanos;
      boolean overdue = idle > OVERDUE * span / (beats.size() - 1);
      return (span + (overdue ? idle : 0)) / NANOS;
    }
  }

  /** Samples a second that a student took lately; 0 when it took none. */
  double rate(StudentId student) {
    Pulse pulse = steps.get(student);
    return pulse == null ? 0 : pulse.samplesPerSecond(now());
  }

  Optional<Double> secondsPerStep(StudentId student) {
    return Optional.ofNullable(steps.get(student)).flatMap(pulse -> pulse.secondsPerBeat(now()));
  }

  /** Samples a second that a teacher computed lately; 0 when it computed none. */
  double rate(TeacherId teacher) {
    Pulse pulse = signals.get(teacher);
    return pulse == null ? 0 : pulse.samplesPerSecond(now());
  }

  /** The loss of a student's last step. */
  Optional<Double> loss(StudentId student) {
    return Optional.ofNullable(losses.get(student));
  }

  /** The last checkpoint that was committed before these eyes. */
  Optional<String> checkpoint(StudentId student) {
    return Optional.ofNullable(checkpoints.get(student));
  }

  /** Teachers that may not work, and why. */
  Map<TeacherId, TeacherState> sentHome() {
    return sentHome;
  }

  /** Why the run stopped or failed. */
  Optional<String> outcome() {
    return Optional.ofNullable(outcome);
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    steps.remove(student); // another stage has another pace
  }

  @Override
  public void stepDone(AppliedStep step) {
    steps.computeIfAbsent(step.student(), any -> new Pulse()).beat(now(), step.report().samples());
    losses.put(step.student(), step.report().loss());
  }

  @Override
  public void checkpointCommitted(
      StudentId student, StepId next, int globalStep, String directory) {
    checkpoints.put(student, directory);
  }

  @Override
  public void signalReady(SignalReady signal) {
    signals.computeIfAbsent(signal.teacher(), any -> new Pulse()).beat(now(), signal.samples());
  }

  @Override
  public void teacherAdmitted(TeacherId teacher, Verdict.Admitted how) {
    sentHome.remove(teacher);
  }

  @Override
  public void teacherRefused(TeacherId teacher, String reason) {
    sentHome.putIfAbsent(teacher, TeacherState.REFUSED);
  }

  @Override
  public void teacherQuarantined(TeacherId teacher, List<String> reasons) {
    sentHome.put(teacher, TeacherState.QUARANTINED);
  }

  @Override
  public void teacherLost(TeacherId teacher, String reason) {
    signals.remove(teacher);
  }

  @Override
  public void teacherDrained(TeacherId teacher, int returned) {
    signals.remove(teacher);
  }

  @Override
  public void failed(String message) {
    outcome = message;
  }

  @Override
  public void stopped(String reason) {
    outcome = reason;
  }

  private long now() {
    return nanoClock.getAsLong();
  }
}
