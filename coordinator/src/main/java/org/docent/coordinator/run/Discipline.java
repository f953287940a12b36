package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.admission.Conduct;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.protocol.id.TeacherId;

/** The conduct of the teachers that are here, kept up with what the student has applied of them. */
final class Discipline {

  /** Teachers that a message names one by one. */
  private static final int NAMED = 3;

  private final TeacherRoster roster;
  private final Conduct conduct;

  Discipline(TeacherRoster roster, int strikes) {
    this.roster = roster;
    this.conduct = new Conduct(strikes);
  }

  /** Counts a signal that failed its checks; true when the teacher is to be quarantined. */
  boolean badSignal(TeacherId id, String reason) {
    rest(id);
    return conduct.badSignal(id, reason);
  }

  /** Counts leases that ran out at the same time; true when the teacher is to be quarantined. */
  boolean lateLeases(TeacherId id, String reason) {
    rest(id);
    return conduct.lateLease(id, reason);
  }

  /** Has others go first until the next tick. */
  void rest(TeacherId id) {
    Teacher teacher = roster.get(id);
    if (teacher != null) {
      teacher.rest();
    }
  }

  /** Whether the student has applied signals of that teacher and nothing stands against it. */
  boolean isTrusted(TeacherId id) {
    roster.reachable().forEach(this::keepUp);
    return conduct.isTrusted(id);
  }

  /** Whether any teacher that can be reached is trusted. */
  boolean isAnyTrusted() {
    List<Teacher> reachable = roster.reachable();
    reachable.forEach(this::keepUp);
    return reachable.stream().anyMatch(teacher -> conduct.isTrusted(teacher.id));
  }

  List<String> reasons(TeacherId id) {
    return conduct.reasons(id);
  }

  /** Why nobody is left, in one sentence. */
  String nobodyIsLeft() {
    List<TeacherId> all = conduct.quarantined();
    List<String> named = new ArrayList<>();
    for (TeacherId id : all.subList(0, Math.min(NAMED, all.size()))) {
      named.add("teacher " + id + " is quarantined: " + String.join("; ", reasons(id)));
    }
    String more = all.size() > NAMED ? "; and " + (all.size() - NAMED) + " more" : "";
    return "no teacher is left: "
        + String.join("; ", named)
        + more
        + ". What is committed is kept: set it right and go on with docent resume";
  }

  private void keepUp(Teacher teacher) {
    conduct.applied(teacher.id, teacher.applied);
    teacher.applied = 0;
  }
}
