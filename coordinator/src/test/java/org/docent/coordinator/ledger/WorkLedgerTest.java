package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.coordinator.ledger.Withdrawal.Withdrawn;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

class WorkLedgerTest {

  private static final TeacherId A = new TeacherId("a");
  private static final TeacherId B = new TeacherId("b");
  private static final Set<TeacherId> BOTH = Set.of(A, B);
  private static final long LEASE = 10;

  /** Ten steps of two micro-batches; the window holds four. */
  private final WorkLedger ledger = ledger(true, 4, 2, 0);

  @Test
  void leasesTheLowestMicroBatchFirst() {
    assertThat(lease(A).plan().id()).isEqualTo(id(0, 0));
    assertThat(lease(B).plan().id()).isEqualTo(id(0, 1));

    ledger.teacherLost(A);

    assertThat(lease(B).plan().id()).isEqualTo(id(0, 0));
  }

  @Test
  void leasesNoMoreThanTheWindow() {
    for (int i = 0; i < 4; i++) {
      lease(A);
    }

    assertThat(ledger.lease(A, () -> BOTH, 0)).isEqualTo(new Lease.NothingToDo());
    assertThat(ledger.level()).isEqualTo(new WindowLevel(0, 4, 0));
  }

  @Test
  void aStepLargerThanTheWindowWidensIt() {
    WorkLedger narrow = ledger(true, 4, 6, 0);

    assertThat(narrow.level().open()).isEqualTo(6);
    assertThat(narrow.plansFrom(0)).extracting(plan -> plan.id().step()).containsExactly(0);
  }

  @Test
  void theWindowMayEndInTheMiddleOfAStep() {
    WorkLedger ledgerOfThrees = ledger(true, 4, 3, 0);

    assertThat(ledgerOfThrees.level().open()).isEqualTo(4);
    assertThat(ledgerOfThrees.plansFrom(0))
        .extracting(plan -> plan.id().step())
        .containsExactly(0, 1);
  }

  @Test
  void movesTheWindowWhenAStepIsApplied() {
    Lease.Granted first = lease(A);
    ready(A, first);
    lease(B);

    Map<TeacherId, List<MicroBatchId>> released = ledger.moveTo(at(1));

    assertThat(released).isEqualTo(Map.of(A, List.of(id(0, 0)), B, List.of(id(0, 1))));
    assertThat(ledger.level()).isEqualTo(new WindowLevel(4, 0, 0));
    assertThat(ledger.plansFrom(1)).extracting(plan -> plan.id().step()).containsExactly(1, 2);
    assertThat(ledger.leasedTo(B)).isZero();
  }

  @Test
  void whereATeacherFailedAnotherTriesFirst() {
    ledger.returned(A, id(0, 0), lease(A).epoch());

    assertThat(lease(A).plan().id()).isEqualTo(id(0, 1));
    assertThat(ledger.lease(A, () -> Set.of(A), 0))
        .isInstanceOfSatisfying(
            Lease.Granted.class, alone -> assertThat(alone.plan().id()).isEqualTo(id(0, 0)));
    ledger.returned(A, id(0, 0), new LeaseEpoch(3));
    assertThat(lease(B).plan().id()).isEqualTo(id(0, 0));
  }

  @Test
  void raisesTheEpochAtEachLease() {
    LeaseEpoch first = lease(A).epoch();
    ledger.teacherLost(A);
    LeaseEpoch second = lease(B).epoch();

    assertThat(second).isGreaterThan(first);
  }

  @Test
  void fencesWhatComesLate() {
    Lease.Granted late = lease(A);
    ledger.expire(LEASE);
    Lease.Granted again = lease(B);

    assertThat(ready(A, late)).isEqualTo(Receipt.FENCED);
    assertThat(ready(B, again)).isEqualTo(Receipt.ACCEPTED);
    assertThat(ready(B, again)).isEqualTo(Receipt.KNOWN);
    assertThat(ready(A, late)).isEqualTo(Receipt.FENCED);
  }

  @Test
  void fencesAResultOfALeaseThatNobodyTookOver() {
    Lease.Granted late = lease(A);
    ledger.expire(LEASE);

    assertThat(ready(A, late)).isEqualTo(Receipt.FENCED);
    assertThat(ledger.adopt(signal(A, late))).isEqualTo(Receipt.FENCED);
  }

  @Test
  void expiresALeaseAtItsDeadlineAndNotBefore() {
    Lease.Granted lease = lease(A);

    assertThat(ledger.expire(LEASE - 1)).isEmpty();
    assertThat(ledger.expire(LEASE))
        .containsExactly(new Withdrawn(id(0, 0), A, lease.epoch(), 1, false));
    assertThat(ledger.level()).isEqualTo(new WindowLevel(4, 0, 0));
  }

  @Test
  void deadlinesHoldAcrossAnOverflowOfTheClock() {
    Deadline deadline = Deadline.after(Duration.ofNanos(10), Long.MAX_VALUE - 3);

    assertThat(deadline.reached(Long.MAX_VALUE)).isFalse();
    assertThat(deadline.reached(Long.MIN_VALUE + 10)).isTrue();
  }

  @Test
  void plansAgainWhatALostTeacherComputedAndHeld() {
    ready(A, lease(A));
    lease(A);
    lease(B);

    assertThat(ledger.teacherLost(A)).extracting(Withdrawn::id).containsExactly(id(0, 0), id(0, 1));
    assertThat(ledger.level()).isEqualTo(new WindowLevel(3, 1, 0));
    assertThat(ledger.ready()).isEmpty();
    assertThat(ledger.leasedTo(A)).isZero();
    assertThat(ledger.leasedTo(B)).isEqualTo(1);
  }

  @Test
  void leasesARejectedSignalAgain() {
    Lease.Granted lease = lease(A);
    ready(A, lease);

    assertThat(ledger.rejected(id(0, 0), lease.epoch()))
        .isEqualTo(new Withdrawn(id(0, 0), A, lease.epoch(), 1, false));
    assertThat(ledger.rejected(id(0, 0), lease.epoch())).isEqualTo(new Withdrawal.Fenced());
    assertThat(lease(B).plan().id()).isEqualTo(id(0, 0));
  }

  @Test
  void saysWhenAMicroBatchHasFailedTooOften() {
    assertThat(ledger.returned(A, id(0, 0), lease(A).epoch()))
        .extracting(w -> ((Withdrawn) w).exhausted())
        .isEqualTo(false);
    assertThat(ledger.returned(B, id(0, 0), lease(B).epoch()))
        .extracting(w -> ((Withdrawn) w).exhausted())
        .isEqualTo(false);
    assertThat(ledger.returned(A, id(0, 0), lease(A).epoch()))
        .extracting(w -> ((Withdrawn) w).exhausted())
        .isEqualTo(true);
  }

  @Test
  void aLostTeacherDoesNotCountAsAFailure() {
    for (int i = 0; i < 5; i++) {
      lease(A);
      assertThat(ledger.teacherLost(A)).noneMatch(Withdrawn::exhausted);
    }
  }

  @Test
  void aReturnOfAnotherLeaseChangesNothing() {
    Lease.Granted lease = lease(A);

    assertThat(ledger.returned(B, id(0, 0), lease.epoch())).isEqualTo(new Withdrawal.Fenced());
    assertThat(ledger.returned(A, id(0, 0), lease.epoch().next()))
        .isEqualTo(new Withdrawal.Fenced());
    assertThat(ledger.leasedTo(A)).isEqualTo(1);
  }

  @Test
  void adoptsWhatATeacherHoldsForACoordinatorThatWasHereBefore() {
    TeacherSignal held = new TeacherSignal(A, id(0, 1), new LeaseEpoch(41), 8);

    assertThat(ledger.adopt(held)).isEqualTo(Receipt.ACCEPTED);
    assertThat(ledger.adopt(held)).isEqualTo(Receipt.KNOWN);
    assertThat(ledger.ready()).containsExactly(held);
    assertThat(lease(B).epoch()).isEqualTo(new LeaseEpoch(42));
  }

  @Test
  void adoptsALeaseOfItsOwnWhoseResultWasLost() {
    Lease.Granted lease = lease(A);

    assertThat(ledger.adopt(signal(A, lease))).isEqualTo(Receipt.ACCEPTED);
  }

  @Test
  void leavesWhatIsAheadOfTheWindowWithItsTeacher() {
    assertThat(ledger.adopt(new TeacherSignal(A, id(5, 0), new LeaseEpoch(3), 8)))
        .isEqualTo(Receipt.EARLY);
    ledger.moveTo(at(6));
    assertThat(ledger.adopt(new TeacherSignal(A, id(5, 0), new LeaseEpoch(3), 8)))
        .isEqualTo(Receipt.FENCED);
  }

  @Test
  void goesBackWithNewEpochsAndKeepsWhatLiesInBothWindows() {
    LeaseEpoch used = lease(A).epoch();
    lease(A);
    ledger.moveTo(at(1));
    Lease.Granted inBoth = lease(A);
    ready(A, inBoth);
    lease(A);
    lease(B);

    Map<TeacherId, List<MicroBatchId>> released = ledger.moveTo(at(0));

    assertThat(released).isEqualTo(Map.of(B, List.of(id(2, 0))));
    assertThat(ledger.ready()).extracting(TeacherSignal::id).containsExactly(id(1, 0));
    assertThat(ledger.level()).isEqualTo(new WindowLevel(2, 1, 1));
    assertThat(ledger.leasedTo(B)).isZero();
    assertThat(ledger.adopt(new TeacherSignal(A, id(0, 0), used, 8))).isEqualTo(Receipt.FENCED);
    assertThat(lease(B).epoch()).isGreaterThan(inBoth.epoch());
  }

  @Test
  void aStragglerHasAWindowOfItsOwn() {
    ledger.moveTo(at(5));
    Lease.Granted ofThePack = lease(A);
    ready(A, ofThePack);

    ledger.moveTo(at(1, 5));

    assertThat(ledger.level()).isEqualTo(new WindowLevel(7, 0, 1));
    assertThat(ledger.plansFrom(1)).extracting(plan -> plan.id().step()).containsExactly(1, 2);
    assertThat(ledger.plansFrom(3)).isEmpty();
    assertThat(ledger.plansFrom(5)).extracting(plan -> plan.id().step()).containsExactly(5, 6);
    assertThat(lease(B).plan().id()).isEqualTo(id(1, 0));
    assertThat(ledger.ready()).extracting(TeacherSignal::id).containsExactly(id(5, 0));
  }

  @Test
  void windowsThatOverlapAreOne() {
    ledger.moveTo(at(4, 5));

    assertThat(ledger.level().open()).isEqualTo(6);
    assertThat(ledger.plansFrom(4)).extracting(plan -> plan.id().step()).containsExactly(4, 5, 6);
  }

  @Test
  void nothingIsOpenWhileNobodyIsThere() {
    ready(A, lease(A));

    assertThat(ledger.moveTo(at())).isEqualTo(Map.of(A, List.of(id(0, 0))));
    assertThat(ledger.level()).isEqualTo(WindowLevel.EMPTY);
  }

  @Test
  void leasesNothingInAStageWithoutATeacher() {
    WorkLedger alone = ledger(false, 4, 2, 0);

    assertThat(alone.lease(A, () -> BOTH, 0)).isEqualTo(new Lease.NothingToDo());
    assertThat(alone.plansFrom(0)).hasSize(2);
    assertThat(alone.adopt(new TeacherSignal(A, id(0, 0), new LeaseEpoch(3), 8)))
        .isEqualTo(Receipt.FENCED);
  }

  @Test
  void isEmptyWhenTheStageIsDone() {
    ledger.moveTo(at(10));

    assertThat(ledger.plansFrom(0)).isEmpty();
    assertThat(ledger.level().open()).isZero();
    assertThat(ledger.lease(A, () -> BOTH, 0)).isEqualTo(new Lease.NothingToDo());
    assertThatThrownBy(() -> ledger.moveTo(at(11))).hasMessage("step is 11, must be from 0 to 10");
  }

  private Lease.Granted lease(TeacherId teacher) {
    return (Lease.Granted) ledger.lease(teacher, () -> BOTH, 0);
  }

  private Receipt ready(TeacherId teacher, Lease.Granted lease) {
    return ledger.ready(signal(teacher, lease));
  }

  private static TeacherSignal signal(TeacherId teacher, Lease.Granted lease) {
    return new TeacherSignal(teacher, lease.plan().id(), lease.epoch(), 8);
  }

  private static MicroBatchId id(int step, int part) {
    return new MicroBatchId(0, step, 0, part);
  }

  private static WorkLedger ledger(boolean leasing, int window, int parts, int nextStep) {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0,
                StageSamples.counted(10 * parts),
                1,
                SampleOrdering.FILE,
                new BatchSettings(1, parts),
                new ScheduleSettings("cosine", 0, 0, 1, -1),
                new SavingSettings(0, 0, 1),
                1));
    LedgerLimits limits = new LedgerLimits(window, Duration.ofNanos(LEASE), 3);
    WorkLedger made =
        new WorkLedger(
            planner, leasing ? SignalSupply.TEACHERS : SignalSupply.NONE, limits, new Epochs());
    made.moveTo(at(nextStep));
    return made;
  }

  private static SortedSet<Integer> at(Integer... starts) {
    return new TreeSet<>(List.of(starts));
  }
}
