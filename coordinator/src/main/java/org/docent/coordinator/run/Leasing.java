package org.docent.coordinator.run;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.docent.coordinator.ledger.Lease;
import org.docent.coordinator.ledger.WorkLedger;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.WorkSettings;

/**
 * Which teacher gets which lease: whoever can take one gets the lowest micro-batch there is, as
 * long as its outbox has room.
 */
final class Leasing {

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster;
  private final Collection<WorkLedger> ledgers;
  private long largestSignalBytes;

  /**
   * Hands out the work of ledgers.
   *
   * @param ledgers all of the run, together bounding what a teacher has
   */
  Leasing(RunSetup setup, Outbound out, TeacherRoster roster, Collection<WorkLedger> ledgers) {
    this.setup = setup;
    this.out = out;
    this.roster = roster;
    this.ledgers = ledgers;
  }

  /** A signal has come, by which those to come are judged. */
  void signalCame(long bytes) {
    largestSignalBytes = Math.max(largestSignalBytes, bytes);
  }

  /** One lease a teacher and round, so that nobody's queue fills while others stand idle. */
  void handOut(WorkLedger from) {
    boolean more = true;
    while (more) {
      more = false;
      Teacher teacher = roster.firstAble();
      while (teacher != null && from.hasWork()) {
        more |= lease(from, teacher);
        teacher = roster.nextAble(teacher);
      }
    }
  }

  private boolean lease(WorkLedger from, Teacher teacher) {
    WorkSettings work = setup.settings().work();
    int inHand = leasedTo(teacher.id);
    if (inHand < work.leasesPerTeacher()
        && decide(from, teacher.id, inHand) instanceof Lease.Granted granted) {
      teacher.free(teacher.freeSlots() - 1);
      setup.tell(o -> o.leaseGranted(granted.plan().id(), teacher.id, granted.epoch()));
      out.toTeacher(
          teacher.id, new TeacherProtocol.Assign(granted.plan(), granted.epoch(), work.lease()));
      return true;
    }
    return false;
  }

  /** A teacher whose outbox has no room computes only what a student waits for. */
  private Lease decide(WorkLedger from, TeacherId teacher, int inHand) {
    long now = setup.nanoClock().getAsLong();
    long withOneMore = readyBytes(teacher) + (inHand + 1) * largestSignalBytes;
    return withOneMore <= setup.settings().work().outboxBytes()
        ? from.lease(teacher, this::working, now)
        : from.leaseAwaited(teacher, this::working, now);
  }

  /** The teachers that take leases now, if not this very moment. */
  private Set<TeacherId> working() {
    return roster.reachable().stream()
        .filter(teacher -> teacher.admitted() && !teacher.draining())
        .filter(teacher -> teacher.freeSlots() > 0 || leasedTo(teacher.id) > 0)
        .map(teacher -> teacher.id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int leasedTo(TeacherId teacher) {
    int leases = 0;
    for (WorkLedger ledger : ledgers) {
      leases += ledger.leasedTo(teacher);
    }
    return leases;
  }

  private long readyBytes(TeacherId teacher) {
    long bytes = 0;
    for (WorkLedger ledger : ledgers) {
      bytes += ledger.readyBytes(teacher);
    }
    return bytes;
  }
}
