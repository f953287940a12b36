package org.docent.coordinator.run;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.id.StudentId;

/**
 * When it is time to say that the run waits for a student: at once when it is lost, then now and
 * then.
 */
final class MissingStudents {

  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<StudentId, Long> nextAtNanos = new TreeMap<>();

  /** That student serves, or is not needed any more. */
  void found(StudentId student) {
    nextAtNanos.remove(student);
  }

  /** That student was lost. */
  void lost(StudentId student, long nowNanos) {
    nextAtNanos.put(student, nowNanos);
  }

  /** Nobody serves as that student; whether to say so now. A run that begins is given a while. */
  boolean due(StudentId student, long nowNanos) {
    long at = nextAtNanos.computeIfAbsent(student, any -> nowNanos + INTERVAL_NANOS);
    boolean due = nowNanos - at >= 0;
    if (due) {
      nextAtNanos.put(student, nowNanos + INTERVAL_NANOS);
    }
    return due;
  }
}
