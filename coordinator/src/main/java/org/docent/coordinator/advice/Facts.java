package org.docent.coordinator.advice;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/** What was heard over a time: of each teacher its work, of each student its steps and waits. */
final class Facts {

  private final Map<TeacherId, Speed> teachers = new TreeMap<>();
  private final Map<StudentId, Steps> students = new TreeMap<>();
  private double signalBytes;
  private double signalSamples;
  private double readySum;
  private double openSum;

  /** Times of a student's steps; {@code wall} is from the end of one to that of the next. */
  private static final class Steps {
    final Speed compute = new Speed();
    final Speed waits = new Speed();
    final Speed wall = new Speed();
    double lastAt = Double.NaN;
  }

  void signal(TeacherId teacher, int samples, long bytes, double seconds) {
    teachers.computeIfAbsent(teacher, any -> new Speed()).add(samples, seconds);
    signalBytes += bytes;
    signalSamples += samples;
  }

  void step(StudentId student, StepTime time) {
    Steps steps = students.computeIfAbsent(student, any -> new Steps());
    steps.compute.add(time.samples(), time.computeSeconds());
    steps.waits.add(time.samples(), time.waitSeconds());
    double busy = time.computeSeconds() + time.waitSeconds();
    boolean first = Double.isNaN(steps.lastAt);
    steps.wall.add(time.samples(), first ? busy : time.atSeconds() - steps.lastAt);
    steps.lastAt = time.atSeconds();
  }

  void window(WindowLevel level) {
    readySum += level.ready();
    openSum += level.open();
  }

  void age() {
    teachers.values().forEach(Speed::age);
    for (Steps steps : students.values()) {
      steps.compute.age();
      steps.waits.age();
      steps.wall.age();
    }
    signalBytes /= 2;
    signalSamples /= 2;
    readySum /= 2;
    openSum /= 2;
  }

  void forget(TeacherId teacher) {
    teachers.remove(teacher);
  }

  /** The numbers, none before a teacher and a student were measured. */
  Optional<Rates> rates(int teachersHere) {
    Map<TeacherId, Double> teacherRates = new TreeMap<>();
    teachers.forEach(
        (id, speed) -> {
          if (speed.isMeasured()) {
            teacherRates.put(id, speed.perSecond());
          }
        });
    Map<StudentId, Double> studentRates = new TreeMap<>();
    students.forEach(
        (id, steps) -> {
          if (steps.compute.isMeasured()) {
            studentRates.put(id, steps.compute.perSecond());
          }
        });
    Optional<Steps> slowest =
        students.values().stream()
            .filter(steps -> steps.compute.isMeasured())
            .min(Comparator.comparingDouble(steps -> steps.compute.perSecond()));
    if (slowest.isEmpty() || teacherRates.isEmpty() || teachersHere < 1) {
      return Optional.empty();
    }
    Steps bound = slowest.get();
    double busy = bound.compute.seconds() + bound.waits.seconds();
    return Optional.of(
        new Rates(
            teacherRates,
            teachersHere,
            studentRates,
            bound.wall.perSecond(),
            bound.waits.seconds() / busy,
            openSum > 0 ? readySum / openSum : 0,
            signalSamples > 0 ? signalBytes / signalSamples : 0));
  }
}
