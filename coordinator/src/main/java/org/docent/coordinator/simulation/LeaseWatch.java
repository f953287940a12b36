package org.docent.coordinator.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.control.TeacherProtocol.Release;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/** Follows one coordinator by all it says, and holds it to the {@link Invariants}. */
final class LeaseWatch implements RunObserver {

  private record Lease(MicroBatchId id, LeaseEpoch epoch) {}

  private final Invariants invariants;
  private final Duration lease;
  private final Map<Lease, Long> given = new HashMap<>();
  private final Map<MicroBatchId, Lease> unanswered = new HashMap<>();
  private final Set<LeaseEpoch> epochs = new HashSet<>();
  private final Set<Lease> withdrawn = new HashSet<>();
  private final Map<TeacherId, Integer> strikes = new HashMap<>();
  private final Set<TeacherId> quarantined = new HashSet<>();
  private final Map<StudentId, StepId> next = new HashMap<>();
  private final Map<StudentId, TreeSet<StepId>> reported = new HashMap<>();
  private int openBefore;
  private long leases;

  LeaseWatch(Invariants invariants, Duration lease, Map<StudentId, StepId> committed) {
    this.invariants = invariants;
    this.lease = lease;
    next.putAll(committed);
  }

  /** Leases that were given. */
  long leases() {
    return leases;
  }

  /** How many of these it has quarantined. */
  int quarantined(List<TeacherId> of) {
    return (int) of.stream().filter(quarantined::contains).count();
  }

  void toTeacher(TeacherId teacher, TeacherProtocol.Command message, long nanos) {
    if (message instanceof Assign assign) {
      leases++;
      invariants.noLeaseWithoutADeadline(assign);
      invariants.epochsNeverRepeat(epochs.add(assign.epoch()), assign);
      invariants.noWorkForTheQuarantined(quarantined.contains(teacher), teacher, assign);
      Lease made = new Lease(assign.plan().id(), assign.epoch());
      given.put(made, nanos);
      unanswered.put(made.id, made);
    } else if (message instanceof Release release) {
      release.ids().forEach(this::forget);
    }
  }

  private void forget(MicroBatchId id) {
    Lease last = unanswered.remove(id);
    if (last != null) {
      given.remove(last);
    }
  }

  /** A teacher has said that it holds a signal. */
  void answered(MicroBatchId id, LeaseEpoch epoch) {
    Lease its = new Lease(id, epoch);
    given.remove(its);
    unanswered.remove(id, its);
  }

  /** A teacher holds a signal of it, which may be taken in place of a lease. */
  void held(MicroBatchId id) {
    forget(id);
  }

  void announced(SignalAvailable signal) {
    boolean fenced = withdrawn.contains(new Lease(signal.id(), signal.epoch()));
    invariants.nothingIsTakenUnderAWithdrawnEpoch(fenced, signal);
    forget(signal.id()); // what a teacher holds may be taken in place of a lease
  }

  /** Leases whose time is over were withdrawn just now. */
  void ticked(long nanos) {
    given.forEach(
        (made, since) ->
            invariants.noLeaseOutlivesItsDeadline(Duration.ofNanos(nanos - since), lease, made.id));
  }

  /** So many micro-batches are open. */
  void windowIs(int open, int bound) {
    invariants.windowIsNeverExceeded(openBefore, open, bound);
    openBefore = open;
  }

  @Override
  public void leaseRevoked(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, String reason) {
    Lease its = new Lease(id, epoch);
    withdrawn.add(its);
    given.remove(its);
    unanswered.remove(id, its);
    if (reason.equals(Simulation.BAD)) {
      invariants.badTeachersEndQuarantined(teacher, strikes.merge(teacher, 1, Integer::sum));
    }
  }

  @Override
  public void teacherQuarantined(TeacherId teacher, List<String> reasons) {
    invariants.quarantinedOnce(quarantined.add(teacher), teacher);
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId at, int globalStep) {
    StepId before = next.getOrDefault(student, at);
    invariants.stageNeverGoesBack(student, before.stage(), at.stage());
    goesOnAt(student, at);
  }

  @Override
  public void rewound(StudentId student, StepId at, int globalStep) {
    goesOnAt(student, at);
  }

  private void goesOnAt(StudentId student, StepId at) {
    next.put(student, at);
    reported.computeIfAbsent(student, any -> new TreeSet<>()).tailSet(at).clear();
  }

  @Override
  public void stepDone(AppliedStep step) {
    boolean first =
        reported.computeIfAbsent(step.student(), any -> new TreeSet<>()).add(step.step());
    invariants.everyStepIsReportedOnce(first, step);
  }
}
