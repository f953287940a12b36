package org.docent.coordinator.run;

import java.util.List;
import java.util.function.BiConsumer;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How teachers leave, as they were told or lost, and what becomes of what they had. */
final class Departures {

  private static final Logger log = LoggerFactory.getLogger(Departures.class);

  private final RunSetup setup;
  private final TeacherRoster roster;
  private final WorkDesk work;
  private final BiConsumer<Withdrawn, String> revoked;

  /**
   * @param revoked hears of each micro-batch that is planned again, and why
   */
  Departures(
      RunSetup setup, TeacherRoster roster, WorkDesk work, BiConsumer<Withdrawn, String> revoked) {
    this.setup = setup;
    this.roster = roster;
    this.work = work;
    this.revoked = revoked;
  }

  /**
   * A teacher takes no more work; what it has not begun goes to others, without a strike. Said
   * again and again.
   *
   * @param keeping what it still computes
   */
  void draining(TeacherId id, List<MicroBatchId> keeping) {
    Teacher teacher = roster.get(id);
    if (teacher == null) {
      return;
    }
    if (!teacher.draining()) {
      teacher.drain();
      log.info("teacher {} is draining: it takes no more work and serves what it holds", id);
      setup.tell(o -> o.teacherDraining(id));
    }
    work.fromEach(ledger -> ledger.givenUp(id, keeping))
        .forEach(lease -> revoked.accept(lease, "the teacher is draining"));
  }

  /**
   * A teacher is there no more. Returns what it still had, which others must compute.
   *
   * @param drained whether it was leaving as it was told
   */
  List<Withdrawn> gone(TeacherId id, boolean drained, String reason) {
    List<Withdrawn> withdrawn = work.teacherLost(id);
    if (drained) {
      log.info(
          "teacher {} has drained and left; others take {} micro-batches", id, withdrawn.size());
      setup.tell(o -> o.teacherDrained(id, withdrawn.size()));
    } else {
      log.warn("teacher {} lost: {}", id, reason);
      setup.tell(o -> o.teacherLost(id, reason));
    }
    withdrawn.forEach(lease -> revoked.accept(lease, "teacher lost: " + reason));
    return withdrawn;
  }
}
