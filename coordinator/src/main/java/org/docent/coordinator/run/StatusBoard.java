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

  /** What happened lately is what happened this often, or this long ago, at most. */
  private static final int RECENT = 50;

  private static final long RECENT_NANOS = 60_000_000_000L;
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
      if (beats.size() > RECENT) {
        beats.removeFirst();
      }
    }

    /** Seconds from the first beat to the last; while none comes the time goes on. */
    private double seconds(long now) {
      while (beats.size() > 1 && now - beats.getFirst().nanos > RECENT_NANOS) {
        beats.removeFirst();
      }
      return (beats.getLast().nanos - beats.getFirst().nanos) / NANOS;
    }

    double samplesPerSecond(long now) {
      double seconds = beats.size() < 2 ? 0 : seconds(now);
      int samples = beats.stream().skip(1).mapToInt(Beat::samples).sum();
      return seconds == 0 ? 0 : samples / seconds;
    }

    Optional<Double> secondsPerBeat(long now) {
      double seconds = beats.size() < 2 ? 0 : seconds(now);
      return seconds == 0 ? Optional.empty() : Optional.of(seconds / (beats.size() - 1));
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
