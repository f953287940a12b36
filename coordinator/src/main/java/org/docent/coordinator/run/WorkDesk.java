package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.Lease;
import org.docent.coordinator.ledger.LedgerLimits;
import org.docent.coordinator.ledger.Receipt;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.coordinator.ledger.Withdrawal;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.coordinator.ledger.WorkLedger;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.WorkSettings;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the work of the stage in hand: the ledger's answers as messages. After every change
 * {@link #pump} sends what has become possible, so work that is freed by a loss goes at once to
 * whoever has room.
 */
final class WorkDesk {

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster;
  private final int tries;
  private @Nullable WorkLedger ledger;
  private LeaseEpoch lastEpoch = LeaseEpoch.NONE;
  private int plansSentTo;

  /**
   * A desk that has no stage in hand.
   *
   * @param tries leases of one micro-batch that may fail before the run stops
   */
  WorkDesk(RunSetup setup, Outbound out, TeacherRoster roster, int tries) {
    this.setup = setup;
    this.out = out;
    this.roster = roster;
    this.tries = tries;
  }

  /** The step that is to be applied next, null before the first stage. */
  @Nullable StepId next() {
    return ledger == null ? null : ledger.next();
  }

  Optional<WindowLevel> level() {
    return Optional.ofNullable(ledger).map(WorkLedger::level);
  }

  /** Takes up a stage at a step. */
  void begin(BatchPlanner planner, int step) {
    if (ledger != null) {
      release(ledger.moveTo(ledger.next().step()), 0);
      lastEpoch = ledger.lastEpoch();
    }
    boolean leasing = setup.settings().stage(planner.stage()).needsTeacher();
    ledger = new WorkLedger(planner, leasing, limits(), step, lastEpoch);
    plansSentTo = step;
  }

  /** Follows the student to a step of the stage in hand. */
  void moveTo(int step) {
    if (ledger != null) {
      plansSentTo = step < ledger.next().step() ? step : Math.max(plansSentTo, step);
      release(ledger.moveTo(step), step);
    }
  }

  /** Takes what a teacher says it holds, and has it drop what nobody will want. */
  void held(TeacherId teacher, List<HeldSignal> held) {
    if (ledger == null) {
      return;
    }
    for (HeldSignal signal : held) {
      TeacherSignal found = new TeacherSignal(teacher, signal.id(), signal.epoch(), signal.bytes());
      answer(ledger, found, ledger.adopt(found));
    }
  }

  void ready(TeacherSignal signal) {
    if (ledger != null) {
      answer(ledger, signal, ledger.ready(signal));
    }
  }

  Withdrawal returned(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    return ledger == null ? new Withdrawal.Fenced() : ledger.returned(teacher, id, epoch);
  }

  Withdrawal rejected(MicroBatchId id, LeaseEpoch epoch) {
    Withdrawal withdrawal = ledger == null ? new Withdrawal.Fenced() : ledger.rejected(id, epoch);
    if (withdrawal instanceof Withdrawn withdrawn) {
      out.toTeacher(withdrawn.teacher(), new TeacherProtocol.Release(List.of(withdrawn.id())));
    }
    return withdrawal;
  }

  List<Withdrawn> expire() {
    return ledger == null ? List.of() : ledger.expire(setup.nanoClock().getAsLong());
  }

  List<Withdrawn> teacherLost(TeacherId teacher) {
    return ledger == null ? List.of() : ledger.teacherLost(teacher);
  }

  /** The student may not have got the plans of the window. */
  void forgetSentPlans() {
    plansSentTo = 0;
  }

  /** Tells the student again which signals lie ready. */
  void repeatSignals() {
    if (ledger != null) {
      ledger.ready().forEach(this::announce);
    }
  }

  /** The run is over: nothing is handed out any more. */
  void end() {
    ledger = null;
  }

  /** Sends the plans that have come into the window and leases what can be leased. */
  void pump() {
    if (ledger != null) {
      sendPlans(ledger);
      lease(ledger);
    }
  }

  private void sendPlans(WorkLedger of) {
    for (StepPlan plan : of.plans()) {
      if (plan.id().step() >= plansSentTo) {
        out.toStudent(new StudentProtocol.Train(plan));
        plansSentTo = plan.id().step() + 1;
      }
    }
  }

  /** One lease a teacher and round, so that nobody's queue fills while others stand idle. */
  private void lease(WorkLedger from) {
    WorkSettings work = setup.settings().work();
    boolean more = true;
    while (more) {
      more = false;
      for (Teacher teacher : roster.ableToWork()) {
        if (from.leasedTo(teacher.id) < work.leasesPerTeacher()
            && from.lease(teacher.id, setup.nanoClock().getAsLong())
                instanceof Lease.Granted granted) {
          teacher.freeSlots--;
          more = true;
          out.toTeacher(
              teacher.id,
              new TeacherProtocol.Assign(granted.plan(), granted.epoch(), work.lease()));
        }
      }
    }
  }

  private void answer(WorkLedger of, TeacherSignal signal, Receipt receipt) {
    if (receipt == Receipt.ACCEPTED) {
      announce(signal);
    } else if (receipt == Receipt.FENCED && !of.holds(signal.teacher(), signal.id())) {
      out.toTeacher(signal.teacher(), new TeacherProtocol.Release(List.of(signal.id())));
    }
  }

  private void announce(TeacherSignal signal) {
    Teacher teacher = roster.get(signal.teacher());
    if (teacher != null) {
      out.toStudent(
          new StudentProtocol.SignalAvailable(
              signal.teacher(), signal.id(), signal.epoch(), teacher.location, signal.bytes()));
    }
  }

  /** Has teachers forget what they need not keep; what lies before {@code step} was applied. */
  private void release(Map<TeacherId, List<MicroBatchId>> unwanted, int step) {
    unwanted.forEach(
        (teacher, ids) -> {
          roster.applied(teacher, (int) ids.stream().filter(id -> id.step() < step).count());
          out.toTeacher(teacher, new TeacherProtocol.Release(ids));
        });
  }

  private LedgerLimits limits() {
    WorkSettings work = setup.settings().work();
    return new LedgerLimits(work.runAheadMicroBatches(), work.lease(), tries);
  }
}
