package org.docent.coordinator.run;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/**
 * The teachers that students have said they lost and that have not shown themselves since. A
 * student that was wrong is not believed again for a while: it is its own network that is broken,
 * and the others need the teachers.
 */
final class Doubts {

  private static final long DISBELIEF_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<TeacherId, StudentId> doubted = new TreeMap<>();
  private final Map<StudentId, Long> wrongAtNanos = new TreeMap<>();

  /** Notes a student's doubt in a teacher, if it is to be believed. */
  boolean believes(StudentId student, TeacherId teacher, long nowNanos) {
    Long wrongAt = wrongAtNanos.get(student);
    boolean believed = wrongAt == null || nowNanos - wrongAt >= DISBELIEF_NANOS;
    if (believed) {
      doubted.put(teacher, student);
    }
    return believed;
  }

  /** A teacher has shown itself; whether it was doubted until now. */
  boolean refuted(TeacherId teacher, long nowNanos) {
    StudentId wrong = doubted.remove(teacher);
    if (wrong != null) {
      wrongAtNanos.put(wrong, nowNanos);
    }
    return wrong != null;
  }

  /** A teacher is lost by better evidence. */
  void borneOut(TeacherId teacher) {
    doubted.remove(teacher);
  }
}
