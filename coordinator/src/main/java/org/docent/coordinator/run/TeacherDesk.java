package org.docent.coordinator.run;

import java.util.function.Consumer;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.ledger.Withdrawal;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.coordinator.stage.RunEvent;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.SignalOrigin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What teachers say, and what happens to them: comings and goings, work asked for, finished, failed
 * and overdue. What that means for the run goes to {@code run} as events.
 */
final class TeacherDesk {

  private static final Logger log = LoggerFactory.getLogger(TeacherDesk.class);

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster;
  private final WorkDesk work;
  private final Consumer<RunEvent> run;

  TeacherDesk(
      RunSetup setup, Outbound out, TeacherRoster roster, WorkDesk work, Consumer<RunEvent> run) {
    this.setup = setup;
    this.out = out;
    this.roster = roster;
    this.work = work;
    this.run = run;
  }

  /**
   * A teacher says that it is here.
   *
   * @param newcomer whether it is the first time, or a teacher that started again
   */
  void here(TeacherPresence teacher, boolean newcomer) {
    TeacherId id = teacher.id();
    if (!roster.hasTheRunsWeights(teacher.fingerprint())) {
      sendHome(teacher);
      return;
    }
    boolean reachable = roster.enter(id, teacher.location()).reachable;
    boolean loaded = !teacher.fingerprint().isEmpty();
    if (newcomer || !loaded) { // said again until it has loaded: a welcome may be lost
      out.toTeacher(id, new TeacherProtocol.Welcome(setup.settings().id(), setup.configuration()));
    }
    if (newcomer) {
      log.info("teacher {} joined", id);
      setup.tell(o -> o.teacherJoined(id));
    }
    if (reachable) {
      work.held(id, teacher.held());
    }
    run.accept(new RunEvent.AttendanceChanged());
  }

  private void sendHome(TeacherPresence teacher) {
    String reason =
        "teacher "
            + teacher.id()
            + " has weights with fingerprint "
            + teacher.fingerprint()
            + ", the run's teachers have "
            + roster.fingerprint()
            + "; start it with the run's teacher";
    log.error(reason);
    out.toTeacher(teacher.id(), TeacherProtocol.Drain.INSTANCE);
    setup.tell(o -> o.workerFailed(teacher.id().value(), reason));
    gone(teacher.id(), "other weights");
  }

  /** A teacher cannot be reached for now; what it had goes to others. */
  void away(TeacherId id) {
    Teacher teacher = roster.get(id);
    if (teacher != null && teacher.reachable) {
      teacher.reachable = false;
      teacher.freeSlots = 0;
      lose(id, "unreachable");
    }
  }

  /** A teacher can be reached again. */
  void back(TeacherId id) {
    Teacher teacher = roster.get(id);
    if (teacher != null && !teacher.reachable) {
      teacher.reachable = true;
      log.info("teacher {} is back", id);
      setup.tell(o -> o.teacherJoined(id));
      run.accept(new RunEvent.AttendanceChanged());
    }
  }

  /** A teacher has left for good. */
  void gone(TeacherId id, String reason) {
    Teacher teacher = roster.get(id);
    if (teacher != null) {
      roster.remove(id);
      if (teacher.reachable) {
        lose(id, reason);
      }
    }
  }

  private void lose(TeacherId id, String reason) {
    log.warn("teacher {} lost: {}", id, reason);
    setup.tell(o -> o.teacherLost(id, reason));
    work.teacherLost(id).forEach(withdrawn -> revoked(withdrawn, "teacher lost: " + reason));
    run.accept(new RunEvent.AttendanceChanged());
  }

  void requestWork(TeacherId id, int slots) {
    Teacher teacher = roster.get(id);
    if (teacher != null) {
      teacher.freeSlots = slots;
      work.pump();
    }
  }

  void signalReady(TeacherSignal signal) {
    if (roster.get(signal.teacher()) != null) {
      work.ready(signal);
    }
  }

  void leaseReturned(CoordinatorProtocol.LeaseReturned lease) {
    if (lease.category() != Category.RETRY) {
      run.accept(new RunEvent.FailureReported(lease.teacher() + ": " + lease.message()));
      return;
    }
    Teacher teacher = roster.get(lease.teacher());
    if (teacher != null) {
      teacher.resting = true;
    }
    retried(work.returned(lease.teacher(), lease.id(), lease.epoch()), lease.message());
  }

  void signalRejected(CoordinatorProtocol.SignalRejected signal) {
    Withdrawal withdrawal = work.rejected(signal.id(), signal.epoch());
    boolean onlyStored = setup.settings().store().origin() == SignalOrigin.STORE;
    if (onlyStored && withdrawal instanceof Withdrawn withdrawn) {
      revoked(withdrawn, signal.reason());
      run.accept(
          new RunEvent.FailureReported(
              signal.reason()
                  + "; docent capture with --verify replaces damaged records, signal-source ="
                  + " store-then-live has a teacher compute them"));
      return;
    }
    retried(withdrawal, signal.reason());
  }

  /** Time has passed. */
  void tick() {
    String reason =
        "its lease of "
            + setup.settings().work().lease().toSeconds()
            + " s ran out; if teachers need longer for a micro-batch, raise work.lease";
    work.expire().forEach(withdrawn -> retried(withdrawn, reason));
    roster.endRest();
    work.pump();
    setup.tell(o -> o.window(work.level()));
  }

  private void retried(Withdrawal withdrawal, String reason) {
    if (withdrawal instanceof Withdrawn withdrawn) {
      revoked(withdrawn, reason);
      if (withdrawn.exhausted()) {
        String message =
            "micro-batch "
                + withdrawn.id()
                + " failed "
                + withdrawn.failures()
                + " times, at last on teacher "
                + withdrawn.teacher()
                + ": "
                + reason;
        run.accept(new RunEvent.FailureReported(message));
      } else {
        work.pump();
      }
    }
  }

  private void revoked(Withdrawn lease, String reason) {
    MicroBatchId id = lease.id();
    setup.tell(o -> o.leaseRevoked(id, lease.teacher(), lease.epoch(), reason));
  }
}
