package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

/** A ledger in which the signals of samples 1, 2 and 5 are stored. */
class StoredWorkTest {

  private static final TeacherId TEACHER = new TeacherId("t");
  private static final long NOW = 0;

  @Test
  void whatIsStoredIsReadyAtOnceAndNeverLeased() {
    WorkLedger ledger = ledger(true);

    assertThat(ledger.newlyStored()).containsExactly(stored(1), stored(2));
    assertThat(ledger.newlyStored()).isEmpty();
    assertThat(ledger.ready()).containsExactly(stored(1), stored(2));
    assertThat(ledger.level()).isEqualTo(new WindowLevel(2, 0, 2));
    assertThat(leased(ledger)).isEqualTo(id(0));
    assertThat(leased(ledger)).isEqualTo(id(3));
    assertThat(ledger.lease(TEACHER, () -> Set.of(TEACHER), NOW))
        .isEqualTo(new Lease.NothingToDo());
  }

  @Test
  void whatIsStoredIsToldWhenItComesIntoTheWindow() {
    WorkLedger ledger = ledger(true);
    ledger.newlyStored();

    ledger.moveTo(new TreeSet<>(Set.of(2)));

    assertThat(ledger.newlyStored()).containsExactly(stored(5));
    assertThat(ledger.ready()).containsExactly(stored(2), stored(5));
  }

  @Test
  void aStoredSignalThatAStudentRejectsIsLeased() {
    WorkLedger ledger = ledger(true);
    leased(ledger);

    Withdrawal withdrawal = ledger.rejected(id(1), LeaseEpoch.NONE);

    assertThat(withdrawal)
        .isEqualTo(new Withdrawal.Withdrawn(id(1), TeacherId.STORE, LeaseEpoch.NONE, 1, false));
    Lease.Granted lease = (Lease.Granted) ledger.lease(TEACHER, () -> Set.of(TEACHER), NOW);
    assertThat(lease.plan().id()).isEqualTo(id(1));
    assertThat(lease.epoch()).isGreaterThan(LeaseEpoch.NONE);
    assertThat(ledger.rejected(id(1), LeaseEpoch.NONE)).isEqualTo(new Withdrawal.Fenced());
  }

  @Test
  void aTeacherThatHoldsWhatIsStoredMayDropIt() {
    WorkLedger ledger = ledger(true);

    assertThat(ledger.adopt(new TeacherSignal(TEACHER, id(1), new LeaseEpoch(7), 8)))
        .isEqualTo(Receipt.FENCED);
    assertThat(ledger.holds(TEACHER, id(1))).isFalse();
  }

  @Test
  void goingBackFindsTheStoredAgainUnderAnEpochThatIsNotUsedUp() {
    WorkLedger ledger = ledger(true);
    Lease.Granted lease = (Lease.Granted) ledger.lease(TEACHER, () -> Set.of(TEACHER), NOW);
    ledger.moveTo(new TreeSet<>(Set.of(4)));
    ledger.newlyStored();

    ledger.moveTo(new TreeSet<>(Set.of(0)));

    assertThat(ledger.newlyStored())
        .containsExactly(
            new TeacherSignal(TeacherId.STORE, id(1), lease.epoch(), 64),
            new TeacherSignal(TeacherId.STORE, id(2), lease.epoch(), 64));
  }

  @Test
  void withoutTeachersNothingIsLeased() {
    WorkLedger ledger = ledger(false);

    assertThat(ledger.newlyStored()).containsExactly(stored(1), stored(2));
    assertThat(ledger.lease(TEACHER, () -> Set.of(TEACHER), NOW))
        .isEqualTo(new Lease.NothingToDo());
  }

  private static TeacherSignal stored(int step) {
    return new TeacherSignal(TeacherId.STORE, id(step), LeaseEpoch.NONE, 64);
  }

  private static MicroBatchId leased(WorkLedger ledger) {
    return ((Lease.Granted) ledger.lease(TEACHER, () -> Set.of(TEACHER), NOW)).plan().id();
  }

  private static MicroBatchId id(int step) {
    return new MicroBatchId(0, step, 0, 0);
  }

  private static WorkLedger ledger(boolean leasing) {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0,
                StageSamples.counted(10),
                1,
                SampleOrdering.FILE,
                new BatchSettings(1, 1),
                new ScheduleSettings("cosine", 0, 0, 1, -1),
                new SavingSettings(0, 0, 1),
                1));
    StoredSignals stored =
        plan ->
            List.of(1, 2, 5).contains(plan.samples().get(0))
                ? OptionalLong.of(64)
                : OptionalLong.empty();
    WorkLedger made =
        new WorkLedger(
            planner,
            new SignalSupply(stored, leasing),
            new LedgerLimits(4, Duration.ofSeconds(1), 3),
            new Epochs());
    made.moveTo(new TreeSet<>(Set.of(0)));
    return made;
  }
}
