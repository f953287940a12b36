package org.docent.coordinator.run;

import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.protocol.id.TeacherId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how teachers leave: as they were told, or lost. */
final class Departures {

  private static final Logger log = LoggerFactory.getLogger(Departures.class);

  private final RunSetup setup;
  private final TeacherRoster roster;

  Departures(RunSetup setup, TeacherRoster roster) {
    this.setup = setup;
    this.roster = roster;
  }

  /** A teacher says that it leaves; false when that is known, or the teacher is not. */
  boolean begins(TeacherId id) {
    Teacher teacher = roster.get(id);
    if (teacher == null || teacher.draining) {
      return false;
    }
    teacher.draining = true;
    log.info("teacher {} is draining: it takes no more work and serves what it holds", id);
    setup.tell(o -> o.teacherDraining(id));
    return true;
  }

  /**
   * A teacher is there no more.
   *
   * @param drained whether it was leaving as it was told
   * @param returned micro-batches that it still had and others must compute
   */
  void ended(TeacherId id, boolean drained, String reason, int returned) {
    if (drained) {
      log.info("teacher {} has drained and left; {} micro-batches go to others", id, returned);
      setup.tell(o -> o.teacherDrained(id, returned));
    } else {
      log.warn("teacher {} lost: {}", id, reason);
      setup.tell(o -> o.teacherLost(id, reason));
    }
  }
}
