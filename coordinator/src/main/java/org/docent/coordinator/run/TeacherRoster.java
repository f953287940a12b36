package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/** The teachers that are here, and how much more each last said it could take. */
final class TeacherRoster {

  private final Map<TeacherId, Teacher> teachers = new TreeMap<>();

  /** One teacher. */
  static final class Teacher {
    final TeacherId id;
    SignalLocation location;
    int freeSlots;
    boolean reachable = true;

    /** Has proved itself: before that it gets no work and nothing of it is taken. */
    boolean admitted;

    /** Signals of it that have moved the weights and that nobody has credited it with. */
    int applied;

    /** Leaves: takes no more work and serves what it holds. */
    boolean draining;

    /** Failed a lease since the last tick: others go first. */
    boolean resting;

    Teacher(TeacherId id, SignalLocation location) {
      this.id = id;
      this.location = location;
    }

    boolean canWork() {
      return admitted && reachable && !draining && !resting && freeSlots > 0;
    }
  }

  @Nullable Teacher get(TeacherId id) {
    return teachers.get(id);
  }

  /** Enters a teacher, or notes where it serves its signals now. */
  Teacher enter(TeacherId id, SignalLocation location) {
    Teacher teacher = teachers.computeIfAbsent(id, any -> new Teacher(id, location));
    teacher.location = location;
    return teacher;
  }

  void remove(TeacherId id) {
    teachers.remove(id);
  }

  /** Whether that teacher is here and has proved itself. */
  boolean isAdmitted(TeacherId id) {
    Teacher teacher = teachers.get(id);
    return teacher != null && teacher.admitted;
  }

  boolean isDraining(TeacherId id) {
    Teacher teacher = teachers.get(id);
    return teacher != null && teacher.draining;
  }

  List<TeacherId> all() {
    return List.copyOf(teachers.keySet());
  }

  List<Teacher> ableToWork() {
    List<Teacher> able = new ArrayList<>();
    for (Teacher teacher : teachers.values()) {
      if (teacher.canWork()) {
        able.add(teacher);
      }
    }
    return able;
  }

  /** Signals of a teacher have moved the weights. */
  void applied(TeacherId id, int signals) {
    Teacher teacher = teachers.get(id);
    if (teacher != null) {
      teacher.applied += signals;
    }
  }

  boolean isEmpty() {
    return teachers.isEmpty();
  }

  List<Teacher> reachable() {
    return teachers.values().stream().filter(teacher -> teacher.reachable).toList();
  }

  /** How many have proved themselves, can be reached and stay. */
  int staying() {
    return (int)
        teachers.values().stream()
            .filter(teacher -> teacher.admitted && teacher.reachable && !teacher.draining)
            .count();
  }

  /** Whether any can be reached that stays. */
  boolean anyReachable() {
    return teachers.values().stream().anyMatch(teacher -> teacher.reachable && !teacher.draining);
  }

  void endRest() {
    teachers.values().forEach(teacher -> teacher.resting = false);
  }
}
