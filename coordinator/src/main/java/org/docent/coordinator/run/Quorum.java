package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.docent.coordinator.stage.RunState;
import org.docent.coordinator.stage.StageOutline;
import org.docent.protocol.id.StudentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a run waits for. Its first stage with a teacher begins when {@code work.min-teachers} of
 * them are admitted; from then on any teacher is enough.
 */
final class Quorum {

  private static final Logger log = LoggerFactory.getLogger(Quorum.class);

  private final RunSetup setup;
  private final List<StageOutline> stages;
  private final TeacherRoster roster;
  private boolean gathered;
  private Awaited said = Awaited.NOBODY;

  Quorum(RunSetup setup, List<StageOutline> stages, TeacherRoster roster) {
    this.setup = setup;
    this.stages = stages;
    this.roster = roster;
  }

  /** Whether a stage with a teacher can begin now. */
  boolean teachersAreThere() {
    return teachersMissing() == 0;
  }

  /** Takes note of where the courses are, and says whom they wait for whenever that changes. */
  void look(Collection<StudentCourse> courses) {
    gathered |= courses.stream().anyMatch(this::learnsFromTeachers);
    Awaited now = awaited(courses);
    if (now.equals(said)) {
      return;
    }
    said = now;
    if (now.anybody()) {
      log.info("{}", now.sentence());
      setup.tell(o -> o.waiting(now));
    }
  }

  /** Whom the run waits for, as of the last look. */
  Awaited said() {
    return said;
  }

  private Awaited awaited(Collection<StudentCourse> courses) {
    List<StudentId> students = new ArrayList<>();
    boolean teachers = false;
    for (StudentCourse course : courses) {
      if (!course.ended()) {
        teachers |= needsTeacher(course);
        if (!course.here()) {
          students.add(course.id());
        }
      }
    }
    return new Awaited(
        teachers ? teachersMissing() : 0, setup.settings().work().pool().minTeachers(), students);
  }

  private boolean learnsFromTeachers(StudentCourse course) {
    return course.state() instanceof RunState.Running && needsTeacher(course);
  }

  private boolean needsTeacher(StudentCourse course) {
    int stage = course.next().stage();
    return stage < stages.size() && stages.get(stage).needsTeacher();
  }

  private int teachersMissing() {
    if (gathered) {
      return roster.anyReachable() ? 0 : 1;
    }
    return Math.max(0, setup.settings().work().pool().minTeachers() - roster.serving());
  }
}
