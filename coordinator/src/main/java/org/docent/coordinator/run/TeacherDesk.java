package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.ledger.Withdrawal;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.coordinator.stage.RunEvent;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.SignalOrigin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What teachers say, and what happens to them: comings and goings, work asked for, finished, failed
 * and overdue. Who may work is the {@link Gate}'s. What that means for the run goes to {@code run}
 * as events.
 */
public final class TeacherDesk {

  private static final Logger log = LoggerFactory.getLogger(TeacherDesk.class);

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster;
  private final WorkDesk work;
  private final Consumer<RunEvent> run;
  private final Gate gate;
  private final Discipline discipline;
  private final Departures departures;
  private final Doubts doubts = new Doubts();
  private final @Nullable MicroBatchPlan canary;

  TeacherDesk(
      RunSetup setup, Outbound out, TeacherRoster roster, WorkDesk work, Consumer<RunEvent> run) {
    this.setup = setup;
    this.out = out;
    this.roster = roster;
    this.work = work;
    this.run = run;
    this.gate = new Gate(setup, roster);
    this.discipline = new Discipline(roster, setup.settings().work().strikes());
    this.departures = new Departures(setup, roster, work, this::revoked);
    this.canary = Canary.of(setup);
  }

  /**
   * A teacher says that it is here.
   *
   * @param newcomer whether it is the first time, or a teacher that started again
   */
  public void here(TeacherPresence teacher, boolean newcomer) {
    TeacherId id = teacher.id();
    Verdict verdict = gate.verdict(teacher, newcomer).orElse(null);
    if (verdict instanceof Verdict.Refused refused) {
      sendHome(id, refused);
      return;
    }
    Teacher here = roster.enter(id, teacher.location());
    if (verdict != null) {
      here.admit();
    }
    if (doubts.refuted(id, now())) {
      back(id);
    }
    if (newcomer
        || teacher.credentials() == null) { // said again until it has loaded: a welcome may be lost
      out.toTeacher(
          id, new TeacherProtocol.Welcome(setup.settings().id(), setup.configuration(), canary));
    }
    if (newcomer) {
      log.info("teacher {} joined", id);
      setup.tell(o -> o.teacherJoined(id));
    }
    if (here.admitted() && here.reachable()) {
      work.held(id, teacher.held());
    }
    run.accept(new RunEvent.AttendanceChanged());
  }

  private void sendHome(TeacherId id, Verdict.Refused refused) {
    out.toTeacher(id, TeacherProtocol.Drain.INSTANCE);
    gone(id, "refused");
    if (gate.isHopeless()) {
      run.accept(new RunEvent.FailureReported(refused.reason()));
    }
  }

  /** A teacher cannot be reached for now; what it had goes to others. */
  public void away(TeacherId id) {
    doubts.borneOut(id);
    rest(id, "unreachable");
  }

  /**
   * A student can no longer connect to a teacher: what it had goes to others at once, until it says
   * again that it is here. One that drains closes its port a moment before it is known to have
   * left.
   */
  void doubted(CoordinatorProtocol.TeacherUnreachable report) {
    Teacher teacher = roster.get(report.teacher());
    if (teacher != null
        && teacher.reachable()
        && !teacher.draining()
        && doubts.believes(report.student(), report.teacher(), now())) {
      rest(
          report.teacher(),
          "student " + report.student() + " lost its connection: " + report.reason());
    }
  }

  private void rest(TeacherId id, String reason) {
    Teacher teacher = roster.get(id);
    if (teacher != null && teacher.reachable()) {
      teacher.reachable(false);
      teacher.free(0);
      lose(id, reason, /* drained= */ false);
    }
  }

  /** A teacher can be reached again. */
  public void back(TeacherId id) {
    Teacher teacher = roster.get(id);
    if (teacher != null && !teacher.reachable()) {
      teacher.reachable(true);
      log.info("teacher {} is back", id);
      setup.tell(o -> o.teacherJoined(id));
      run.accept(new RunEvent.AttendanceChanged());
    }
  }

  /** A teacher has left for good. Returns what it still had. */
  public List<Withdrawn> gone(TeacherId id, String reason) {
    Teacher teacher = roster.get(id);
    if (teacher == null) {
      return List.of();
    }
    roster.remove(id);
    doubts.borneOut(id);
    return teacher.reachable() ? lose(id, reason, teacher.draining()) : List.of();
  }

  /** A teacher takes no more work and computes only what it is keeping. */
  public void draining(CoordinatorProtocol.TeacherDraining leaving) {
    departures.draining(leaving.teacher(), leaving.keeping());
    run.accept(new RunEvent.AttendanceChanged());
  }

  private List<Withdrawn> lose(TeacherId id, String reason, boolean drained) {
    List<Withdrawn> withdrawn = departures.gone(id, drained, reason);
    run.accept(new RunEvent.AttendanceChanged());
    return withdrawn;
  }

  public void requestWork(TeacherId id, int slots) {
    Teacher teacher = roster.get(id);
    if (teacher != null) {
      teacher.free(slots);
      work.pump();
    }
  }

  public void signalReady(TeacherSignal signal) {
    if (roster.isAdmitted(signal.teacher())) {
      work.ready(signal);
    }
  }

  public void leaseReturned(CoordinatorProtocol.LeaseReturned lease) {
    if (lease.category() != Category.RETRY) {
      run.accept(new RunEvent.FailureReported(lease.teacher() + ": " + lease.message()));
      return;
    }
    discipline.rest(lease.teacher());
    retried(work.returned(lease.teacher(), lease.id(), lease.epoch()), lease.message());
  }

  public void signalRejected(CoordinatorProtocol.SignalRejected signal) {
    Withdrawal withdrawal = work.rejected(signal.student(), signal.id(), signal.epoch());
    if (withdrawal instanceof Withdrawn stored && stored.teacher().equals(TeacherId.STORE)) {
      unreadable(stored, signal.reason());
    } else if (signal.kind() != Rejection.UNREACHABLE && withdrawal instanceof Withdrawn bad) {
      TeacherId id = bad.teacher();
      boolean trusted = discipline.isTrusted(id);
      struck(List.of(bad), trusted, discipline.badSignal(id, signal.reason()), signal.reason());
    } else {
      retried(withdrawal, signal.reason());
    }
  }

  /** A student could not use what a store has: a teacher computes it, where there is one. */
  private void unreadable(Withdrawn stored, String reason) {
    if (setup.settings().store().origin() == SignalOrigin.STORE) {
      revoked(stored, reason);
      run.accept(
          new RunEvent.FailureReported(
              reason
                  + "; docent capture with --verify replaces damaged records, signal-source ="
                  + " store-then-live has a teacher compute them"));
    } else {
      retried(stored, reason);
    }
  }

  /** Time has passed. */
  public void tick() {
    String reason =
        "its lease of "
            + setup.settings().work().lease().toSeconds()
            + " s ran out; if teachers need longer for a micro-batch, raise work.lease";
    Map<TeacherId, List<Withdrawn>> late =
        work.expire().stream()
            .collect(Collectors.groupingBy(Withdrawn::teacher, TreeMap::new, Collectors.toList()));
    late.forEach(
        (id, leases) -> {
          boolean trusted = discipline.isTrusted(id);
          struck(leases, trusted, discipline.lateLeases(id, reason), reason);
        });
    roster.endRest();
    work.pump();
    setup.tell(o -> o.window(work.level()));
  }

  private void retried(Withdrawal withdrawal, String reason) {
    if (withdrawal instanceof Withdrawn withdrawn) {
      revoked(withdrawn, reason);
      if (withdrawn.exhausted()) {
        giveUp(withdrawn, reason);
      }
      work.pump();
    }
  }

  /**
   * A teacher has a strike for what it made of these. That they failed too often speaks against
   * them only at the hands of a teacher that was trusted, or when none is: otherwise a few broken
   * teachers could stop a run that has sound ones.
   */
  private void struck(List<Withdrawn> lost, boolean trusted, boolean quarantined, String reason) {
    lost.forEach(withdrawn -> revoked(withdrawn, reason));
    if (quarantined) {
      quarantine(lost.get(0).teacher());
    }
    boolean counts = trusted || !discipline.isAnyTrusted();
    lost.stream()
        .filter(withdrawn -> counts && withdrawn.exhausted())
        .findFirst()
        .ifPresent(withdrawn -> giveUp(withdrawn, reason));
    work.pump();
  }

  private void quarantine(TeacherId id) {
    List<String> reasons = discipline.reasons(id);
    log.error("teacher {} is quarantined: {}", id, String.join("; ", reasons));
    setup.tell(o -> o.teacherQuarantined(id, reasons));
    gate.bar(id, reasons);
    List<MicroBatchId> its = gone(id, "quarantined").stream().map(Withdrawn::id).toList();
    out.toTeacher(id, new TeacherProtocol.Release(its)); // nobody is to pull them any more
    out.toTeacher(id, TeacherProtocol.Drain.INSTANCE);
    if (roster.isEmpty()) {
      run.accept(new RunEvent.FailureReported(discipline.nobodyIsLeft()));
    }
  }

  private void giveUp(Withdrawn lost, String reason) {
    String message =
        "micro-batch "
            + lost.id()
            + " failed "
            + lost.failures()
            + " times, at last on teacher "
            + lost.teacher()
            + ": "
            + reason;
    run.accept(new RunEvent.FailureReported(message));
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private void revoked(Withdrawn lease, String reason) {
    MicroBatchId id = lease.id();
    setup.tell(o -> o.leaseRevoked(id, lease.teacher(), lease.epoch(), reason));
  }
}
