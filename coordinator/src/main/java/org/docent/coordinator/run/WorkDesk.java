package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.docent.coordinator.ledger.Epochs;
import org.docent.coordinator.ledger.LedgerLimits;
import org.docent.coordinator.ledger.Pace;
import org.docent.coordinator.ledger.Receipt;
import org.docent.coordinator.ledger.RunAhead;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.coordinator.ledger.Withdrawal;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.coordinator.ledger.WorkLedger;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.signal.SignalLocation;

/**
 * Hands out the work of the stages in hand: the ledgers' answers as messages. After every change
 * {@link #pump} sends what has become possible, so work that is freed by a loss goes at once to
 * whoever has room.
 */
public final class WorkDesk {

  /** Students read what is stored by themselves. */
  private static final SignalLocation IN_STORE = new SignalLocation("store", "", 0);

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster;
  private final Pace pace;
  private final RunAhead runAhead;
  private final Map<Integer, WorkLedger> ledgers = new TreeMap<>();
  private final Map<StudentId, StepId> plansSentTo = new TreeMap<>();
  private final Leasing leasing;
  final Gathering gathering;
  private int windowSet;

  /**
   * A desk with nothing in hand until a student begins.
   *
   * @param tries leases of one micro-batch that may fail before the run stops
   */
  WorkDesk(RunSetup setup, Outbound out, TeacherRoster roster, Pace pace, int tries) {
    this.setup = setup;
    this.out = out;
    this.roster = roster;
    this.pace = pace;
    WorkSettings work = setup.settings().work();
    this.runAhead =
        new RunAhead(
            work.runAheadMicroBatches(),
            work.leasesPerTeacher(),
            setup.settings().stream().creditMicroBatches());
    this.gathering = new Gathering(work.heartbeat(), setup.nanoClock());
    LedgerLimits limits = new LedgerLimits(runAhead.window(0), work.lease(), tries);
    this.leasing = new Leasing(setup, out, roster, ledgers.values());
    Epochs epochs = new Epochs();
    for (StepPlanner planner : setup.planners()) {
      int stage = planner.stage();
      ledgers.put(stage, new WorkLedger(planner, setup.supply(stage), limits, epochs));
    }
  }

  /** Micro-batches of a stage that may be open at once, for each place where a student is. */
  public int window() {
    return runAhead.window(roster.serving());
  }

  public WindowLevel level() {
    return ledgers.values().stream()
        .map(WorkLedger::level)
        .reduce(WindowLevel.EMPTY, WindowLevel::plus);
  }

  /** Follows a student to the step it takes next. */
  void follow(StudentId student, StepId next) {
    StepId before = pace.next(student).orElse(next);
    pace.at(student, next);
    StepId sentTo = plansSentTo.getOrDefault(student, next);
    boolean wentBack = next.compareTo(before) < 0;
    plansSentTo.put(student, wentBack || sentTo.compareTo(next) < 0 ? next : sentTo);
    arrange();
    gathering.take().forEach(this::held);
  }

  /** A student has come; where it stands is told by {@link #follow}. */
  void studentHere(StudentId student) {
    pace.here(student);
  }

  void studentLost(StudentId student) {
    pace.lost(student);
    arrange();
  }

  /** A student has no more to do. */
  void studentDone(StudentId student) {
    pace.done(student);
    plansSentTo.remove(student);
    arrange();
  }

  /** Opens the windows where students stand now, and has teachers drop what lies outside. */
  private void arrange() {
    ledgers.forEach(
        (stage, ledger) -> release(ledger.moveTo(pace.starts(stage, ledger.leasing()))));
  }

  private Optional<WorkLedger> ledgerOf(MicroBatchId id) {
    return Optional.ofNullable(ledgers.get(id.stage()));
  }

  /** Takes what a teacher says it holds, and has it drop what nobody will want. */
  void held(TeacherId teacher, List<HeldSignal> held) {
    if (!pace.begun()) {
      gathering.early(teacher, held); // where students stand is not known yet
      return;
    }
    for (HeldSignal signal : held) {
      TeacherSignal found = new TeacherSignal(teacher, signal.id(), signal.epoch(), signal.bytes());
      ledgerOf(signal.id()).ifPresent(ledger -> answer(ledger, found, ledger.adopt(found)));
    }
  }

  void ready(TeacherSignal signal) {
    ledgerOf(signal.id()).ifPresent(ledger -> answer(ledger, signal, ledger.ready(signal)));
  }

  Withdrawal returned(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    return ledgerOf(id)
        .map(ledger -> ledger.returned(teacher, id, epoch))
        .orElseGet(Withdrawal.Fenced::new);
  }

  /** A student whose signal was not the one of now hears of that one at once. */
  Withdrawal rejected(StudentId student, MicroBatchId id, LeaseEpoch epoch) {
    Withdrawal withdrawal =
        ledgerOf(id).map(ledger -> ledger.rejected(id, epoch)).orElseGet(Withdrawal.Fenced::new);
    if (withdrawal instanceof Withdrawn withdrawn) {
      out.toTeacher(withdrawn.teacher(), new TeacherProtocol.Release(List.of(withdrawn.id())));
    } else {
      ledgerOf(id)
          .flatMap(ledger -> ledger.ready(id))
          .ifPresent(signal -> announce(signal, student));
    }
    return withdrawal;
  }

  List<Withdrawn> expire() {
    long now = setup.nanoClock().getAsLong();
    return fromEach(ledger -> ledger.expire(now));
  }

  List<Withdrawn> teacherLost(TeacherId teacher) {
    gathering.forget(teacher);
    return fromEach(ledger -> ledger.teacherLost(teacher));
  }

  <T> List<T> fromEach(Function<WorkLedger, List<T>> question) {
    return ledgers.values().stream().flatMap(ledger -> question.apply(ledger).stream()).toList();
  }

  /** The student may not have got the plans of the window. */
  void forgetSentPlans(StudentId student) {
    plansSentTo.remove(student);
  }

  /** Tells a student again which signals lie ready. */
  void repeatSignals(StudentId student) {
    fromEach(WorkLedger::ready).forEach(signal -> announce(signal, student));
  }

  /** The run is over: nothing is handed out any more. */
  void end() {
    ledgers.clear();
  }

  /** Sends the plans that have come into the windows and leases what can be leased. */
  void pump() {
    resize();
    for (StudentSetup student : setup.students()) {
      pace.next(student.id()).ifPresent(next -> sendPlans(student.id(), next));
    }
    fromEach(WorkLedger::newlyStored).forEach(this::announce);
    if (gathering.over()) {
      ledgers.values().forEach(leasing::handOut);
    }
  }

  /** Teachers that come make room for what they can do. */
  private void resize() {
    int window = window();
    if (window != windowSet) {
      windowSet = window;
      ledgers.values().stream()
          .filter(WorkLedger::leasing)
          .forEach(ledger -> ledger.resize(window));
    }
  }

  /** The plans that follow without a gap on what a student has. */
  private void sendPlans(StudentId student, StepId next) {
    WorkLedger ledger = ledgers.get(next.stage());
    if (ledger == null) {
      return;
    }
    StepId sentTo = plansSentTo.getOrDefault(student, next);
    for (StepPlan plan : ledger.plansFrom(sentTo.step())) {
      out.toStudent(student, new StudentProtocol.Train(plan));
      sentTo = plan.id().next();
    }
    plansSentTo.put(student, sentTo);
  }

  private void answer(WorkLedger of, TeacherSignal signal, Receipt receipt) {
    if (receipt == Receipt.ACCEPTED) {
      leasing.signalCame(signal.bytes());
      announce(signal);
    } else if (receipt == Receipt.FENCED && !of.holds(signal.teacher(), signal.id())) {
      out.toTeacher(signal.teacher(), new TeacherProtocol.Release(List.of(signal.id())));
    }
  }

  private void announce(TeacherSignal signal) {
    setup.students().forEach(student -> announce(signal, student.id()));
  }

  private void announce(TeacherSignal signal, StudentId student) {
    if (pace.awaits(student, signal.id().stepId())) {
      locationOf(signal.teacher())
          .ifPresent(
              location ->
                  out.toStudent(
                      student,
                      new StudentProtocol.SignalAvailable(
                          signal.teacher(),
                          signal.id(),
                          signal.epoch(),
                          location,
                          signal.bytes())));
    }
  }

  private Optional<SignalLocation> locationOf(TeacherId holder) {
    return holder.equals(TeacherId.STORE)
        ? Optional.of(IN_STORE)
        : Optional.ofNullable(roster.get(holder)).map(teacher -> teacher.location);
  }

  /** Has teachers forget what they need not keep; what no student is to come to was applied. */
  private void release(Map<TeacherId, List<MicroBatchId>> unwanted) {
    unwanted.forEach(
        (teacher, ids) -> {
          roster.applied(teacher, (int) ids.stream().filter(this::isPast).count());
          out.toTeacher(teacher, new TeacherProtocol.Release(ids));
        });
  }

  private boolean isPast(MicroBatchId id) {
    return setup.students().stream().noneMatch(student -> pace.awaits(student.id(), id.stepId()));
  }
}
