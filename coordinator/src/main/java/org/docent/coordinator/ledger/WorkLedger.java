package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * Where each micro-batch of a stage stands. All students of the run share it.
 *
 * <pre>
 *   PLANNED --lease--> LEASED(teacher, epoch, deadline) --ready--> READY(teacher, epoch) --applied by all--> gone
 *      ^                  |                                          |
 *      +------------------+ returned, expired, teacher lost          | rejected, teacher lost
 *      +-------------------------------------------------------------+
 * </pre>
 *
 * <p>A micro-batch whose signal is stored is ready as soon as it comes into the window, and is
 * never leased unless a student rejects what it read.
 *
 * <p>Only the window is kept: the micro-batches from the step of the slowest student onwards, as
 * many as the limits allow; a student far behind has one of its own. Epochs come from one counter
 * for the whole run, so they rise at each lease of a micro-batch and are never used twice, rewinds
 * included; what arrives under a withdrawn one is fenced. The lowest open micro-batch is leased
 * first, where a teacher failed by another one. Whatever else holds a teacher back, what a student
 * cannot end its step without can always be leased, so the one it waits for is always computed.
 *
 * <p>Each call costs O(log window), a move that for each micro-batch that comes or goes, those
 * about a lost teacher or about time O(window).
 */
public final class WorkLedger {

  private final StepPlanner planner;
  private final boolean leasing;
  private final LedgerLimits limits;
  private final Window window;
  private final Epochs epochs;

  /**
   * A ledger whose window is empty until it is moved.
   *
   * @param supply where signals come from; without teachers nothing is ever leased
   * @param epochs the run's
   */
  public WorkLedger(StepPlanner planner, SignalSupply supply, LedgerLimits limits, Epochs epochs) {
    this.planner = planner;
    this.leasing = supply.leasing();
    this.limits = limits;
    this.window = new Window(planner, supply.stored(), limits.window());
    this.epochs = epochs;
  }

  /** Whether students of this stage share what teachers make. */
  public boolean leasing() {
    return leasing;
  }

  /**
   * The plans that follow one another from that step on, as far as the window reaches: none when it
   * does not reach that step.
   */
  public List<StepPlan> plansFrom(int step) {
    return window.plansFrom(step);
  }

  /** Whether a micro-batch waits for a teacher. */
  public boolean hasWork() {
    return leasing && window.hasPlanned();
  }

  /** The signals that lie ready, in order. */
  public List<TeacherSignal> ready() {
    List<TeacherSignal> signals = new ArrayList<>();
    window.items().forEach(item -> addReady(item, signals));
    return signals;
  }

  /** The stored signals that have become ready since the last call, in order. */
  public List<TeacherSignal> newlyStored() {
    List<TeacherSignal> signals = new ArrayList<>();
    window.takeNewlyStored().forEach(item -> addReady(item, signals));
    return signals;
  }

  private static void addReady(WorkItem item, List<TeacherSignal> signals) {
    if (item.state instanceof WorkState.Ready ready) {
      signals.add(new TeacherSignal(ready.teacher(), item.id(), ready.epoch(), ready.bytes()));
    }
  }

  public WindowLevel level() {
    return window.level();
  }

  /** Leases that teacher has in hand. */
  public int leasedTo(TeacherId teacher) {
    return window.holdings().leasedTo(teacher);
  }

  /** Whether that teacher computes or holds that micro-batch now. */
  public boolean holds(TeacherId teacher, MicroBatchId id) {
    WorkItem item = window.get(id);
    return item != null && teacher.equals(item.holder());
  }

  /** The signal of that micro-batch that lies ready. */
  public Optional<TeacherSignal> ready(MicroBatchId id) {
    WorkItem item = window.get(id);
    List<TeacherSignal> signals = new ArrayList<>();
    if (item != null) {
      addReady(item, signals);
    }
    return signals.stream().findFirst();
  }

  /** Bytes of the signals that lie ready with that teacher. */
  public long readyBytes(TeacherId teacher) {
    return window.holdings().readyBytes(teacher);
  }

  /**
   * Leases the lowest planned micro-batch; one at which that teacher failed goes to another.
   *
   * @param working the teachers that take leases now; asked only where that teacher failed
   */
  public Lease lease(TeacherId teacher, Supplier<Set<TeacherId>> working, long nowNanos) {
    return lease(teacher, nowNanos, window.lowestPlanned(item -> item.suits(teacher, working)));
  }

  /** The same, but only what a student cannot end its step without. */
  public Lease leaseAwaited(TeacherId teacher, Supplier<Set<TeacherId>> working, long nowNanos) {
    return lease(teacher, nowNanos, window.lowestAwaited(item -> item.suits(teacher, working)));
  }

  private Lease lease(TeacherId teacher, long nowNanos, @Nullable WorkItem item) {
    if (!leasing || item == null) {
      return new Lease.NothingToDo();
    }
    LeaseEpoch epoch = epochs.next();
    Deadline deadline = Deadline.after(limits.lease(), nowNanos);
    window.become(item, new WorkState.Leased(teacher, epoch, deadline));
    return new Lease.Granted(item.plan, epoch, deadline);
  }

  /** A teacher has finished a lease. */
  public Receipt ready(TeacherSignal signal) {
    WorkItem item = window.get(signal.id());
    if (item == null || !item.isHeldBy(signal.teacher(), signal.epoch())) {
      return Receipt.FENCED;
    }
    if (item.state instanceof WorkState.Ready) {
      return Receipt.KNOWN;
    }
    return accept(item, signal);
  }

  /**
   * A teacher says it holds a signal. Besides a lease of this ledger whose {@link #ready} was lost,
   * that may be one of a coordinator that was here before: it is taken although somebody may be
   * about to compute it again. The epochs to come are above its own in any case: students take the
   * highest.
   */
  public Receipt adopt(TeacherSignal signal) {
    if (leasing) {
      epochs.above(signal.epoch());
    }
    WorkItem item = window.get(signal.id());
    if (item == null) {
      return leasing && window.isAhead(signal.id()) ? Receipt.EARLY : Receipt.FENCED;
    }
    boolean unseen = signal.epoch().compareTo(item.fence) > 0;
    if (leasing && unseen && !(item.state instanceof WorkState.Ready)) {
      return accept(item, signal);
    }
    return ready(signal);
  }

  /** A teacher gives a lease back because it failed. */
  public Withdrawal returned(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    WorkItem item = window.get(id);
    if (item == null
        || !(item.state instanceof WorkState.Leased)
        || !item.isHeldBy(teacher, epoch)) {
      return new Withdrawal.Fenced();
    }
    return withdraw(item, 1);
  }

  /** A student could not use a signal. */
  public Withdrawal rejected(MicroBatchId id, LeaseEpoch epoch) {
    WorkItem item = window.get(id);
    if (item == null || !(item.state instanceof WorkState.Ready) || !item.epoch().equals(epoch)) {
      return new Withdrawal.Fenced();
    }
    return withdraw(item, 1);
  }

  /** Withdraws the leases whose deadline has come. */
  public List<Withdrawn> expire(long nowNanos) {
    return withdrawAll(
        item -> item.state instanceof WorkState.Leased lease && lease.deadline().reached(nowNanos),
        1);
  }

  /** Withdraws the leases that a teacher has given up, through no fault of theirs or its own. */
  public List<Withdrawn> givenUp(TeacherId teacher, Collection<MicroBatchId> keeping) {
    return withdrawAll(
        item ->
            item.state instanceof WorkState.Leased lease
                && lease.teacher().equals(teacher)
                && !keeping.contains(item.id()),
        0);
  }

  /** Withdraws all that a teacher computes or holds. */
  public List<Withdrawn> teacherLost(TeacherId teacher) {
    return withdrawAll(item -> teacher.equals(item.holder()), 0);
  }

  /**
   * Lets so many micro-batches be open from now on. A greater window opens at once; under a smaller
   * one what is open stays so, and nothing more opens until so few are.
   */
  public void resize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("window is " + size + ", must be at least 1");
    }
    window.resize(size, epochs.last());
  }

  /**
   * Begins the window at the steps that students want next, forwards or back; what lies in the new
   * window too stays as it is.
   *
   * @param starts as {@link Pace#starts} gives them; empty when nobody is in the stage
   * @return for each teacher what it need no longer keep
   */
  public Map<TeacherId, List<MicroBatchId>> moveTo(SortedSet<Integer> starts) {
    for (int step : starts) {
      if (step < 0 || step > planner.totalSteps()) {
        throw new IllegalArgumentException(
            "step is " + step + ", must be from 0 to " + planner.totalSteps());
      }
    }
    return Window.byHolder(window.moveTo(starts, epochs.last()));
  }

  private Receipt accept(WorkItem item, TeacherSignal signal) {
    window.become(item, new WorkState.Ready(signal.teacher(), signal.epoch(), signal.bytes()));
    return Receipt.ACCEPTED;
  }

  private List<Withdrawn> withdrawAll(Predicate<WorkItem> which, int failures) {
    List<Withdrawn> withdrawn = new ArrayList<>();
    for (WorkItem item : window.items()) {
      if (which.test(item)) {
        withdrawn.add(withdraw(item, failures));
      }
    }
    return withdrawn;
  }

  private Withdrawn withdraw(WorkItem item, int failures) {
    TeacherId teacher = Objects.requireNonNull(item.holder());
    item.fence = item.epoch();
    item.failures += failures;
    if (failures > 0) {
      item.failedBy.add(teacher);
    }
    window.become(item, WorkState.Planned.INSTANCE);
    boolean exhausted = item.failures >= limits.tries();
    return new Withdrawn(item.id(), teacher, item.fence, item.failures, exhausted);
  }
}
