package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.LOCATION;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

import akka.actor.testkit.typed.javadsl.TestProbe;
import java.time.Duration;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.plan.StageStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the coordinator does about workers that leave, fail, lie or come back. */
class CoordinatorFaultsTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void reissuesTheBatchWhenItsTeacherLeaves() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign lost = assigned(run.a);
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);

    run.a.stop();
    run.settleUntil("lost a: it stopped");
    run.requestWork(B, 1);

    TeacherProtocol.Assign again = assigned(run.b);
    assertThat(again.plan()).isEqualTo(lost.plan());
    assertThat(again.epoch()).isGreaterThan(lost.epoch());
    assertThat(run.observer.heard).contains("revoked 0/0/0.0 of a");
  }

  @Test
  void revokedWorkIsLeasedAtOnceToWhoeverHasRoom() {
    run.startWithBoth();
    run.requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(run.a);
    assigned(run.a);
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(B, 2);
    run.ready(B, assigned(run.b));
    run.ready(B, assigned(run.b));
    run.requestWork(B, 2);
    run.settle();
    run.b.expectNoMessage(Duration.ZERO);

    run.a.stop();

    TeacherProtocol.Assign again = assigned(run.b);
    assertThat(again.plan()).isEqualTo(first.plan());
    assertThat(again.epoch()).isGreaterThan(first.epoch());
  }

  @Test
  void revokedWorkIsLeasedAlthoughNobodyIsIdle() {
    run.startWithBoth();
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(A, 2);
    TeacherProtocol.Assign lost = assigned(run.a);
    assigned(run.a);
    run.requestWork(B, 2);
    TeacherProtocol.Assign inHand = assigned(run.b);
    assigned(run.b);

    run.a.stop();
    run.settleUntil("lost a: it stopped");
    run.settle();
    run.b.expectNoMessage(Duration.ZERO);
    run.ready(B, inHand);
    run.requestWork(B, 1);

    assertThat(assigned(run.b).plan()).isEqualTo(lost.plan());
  }

  @Test
  void anUnreachableTeacherGetsNothingUntilItIsBack() {
    run.startWithBoth();

    run.coordinator.tell(new CoordinatorEvent.NodeUnreachable(run.self()));
    run.requestWork(A, 1);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.coordinator.tell(new CoordinatorEvent.NodeReachable(run.self()));

    assigned(run.a);
  }

  @Test
  void fencesLateResults() {
    run.startWithBoth();
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(A, 1);
    TeacherProtocol.Assign late = assigned(run.a);

    run.pass(TestRuns.LEASE);
    run.settleUntil("revoked 0/0/0.0 of a");
    run.requestWork(B, 1);
    TeacherProtocol.Assign again = assigned(run.b);
    run.ready(A, late);
    run.ready(B, again);

    run.a.expectMessage(new TeacherProtocol.Release(List.of(id(0, 0))));
    run.student.expectMessage(
        new StudentProtocol.SignalAvailable(B, id(0, 0), again.epoch(), LOCATION, 8));
    assertThat(again.epoch()).isGreaterThan(late.epoch());
  }

  @Test
  void oneThatStandsByTakesOverFromTheLastCheckpoint() {
    run.startWithBoth();
    run.stepDone(0, 0);
    run.stepDone(0, 1);
    run.committed(0, 2, "checkpoint-2");
    run.settleUntil("committed 2 checkpoint-2");
    TestProbe<StudentProtocol.Command> before = run.student;
    run.student = run.kit.createTestProbe(StudentProtocol.Command.class);

    run.registerStudent(null);
    run.student.expectMessage(StudentProtocol.StandBy.INSTANCE);
    before.stop();

    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.student.expectMessage(
        new StudentProtocol.BeginStage(new StageStart(0, 2, 3, 0), "checkpoint-2"));
  }

  @Test
  void stepsAfterTheCheckpointAreLeasedAgainUnderNewEpochs() {
    run.startWithBoth();
    run.computeStep();
    run.stepDone(0, 0);
    run.a.expectMessageClass(TeacherProtocol.Release.class);
    run.student.stop();
    run.student = run.kit.createTestProbe(StudentProtocol.Command.class);

    run.registerStudent(null);
    run.settleUntil("rewound to 0/0");
    run.requestWork(A, 1);

    TeacherProtocol.Assign again = assigned(run.a);
    assertThat(again.plan().id()).isEqualTo(id(0, 0));
    assertThat(again.epoch()).isEqualTo(new LeaseEpoch(3));
  }

  @Test
  void aMicroBatchThatFailsFiveTimesStopsTheRun() {
    run.startWithBoth();

    for (int i = 0; i < 5; i++) {
      run.requestWork(A, 1);
      TeacherProtocol.Assign assign = assigned(run.a);
      run.coordinator.tell(
          new CoordinatorProtocol.LeaseReturned(
              A, assign.plan().id(), assign.epoch(), Category.RETRY, "out of memory"));
      run.pass(TestRuns.HEARTBEAT);
    }

    run.settleUntil(
        "failed: micro-batch 0/0/0.0 failed 5 times, at last on teacher a: out of memory");
    assertThat(run.observer.heard).filteredOn("revoked 0/0/0.0 of a"::equals).hasSize(5);
  }

  @Test
  void aTeacherThatFailedALeaseRestsUntilTheNextTick() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign assign = assigned(run.a);

    run.coordinator.tell(
        new CoordinatorProtocol.LeaseReturned(
            A, assign.plan().id(), assign.epoch(), Category.RETRY, "out of memory"));
    run.requestWork(A, 1);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.pass(TestRuns.HEARTBEAT);

    assertThat(assigned(run.a).plan()).isEqualTo(assign.plan());
  }

  @Test
  void aRejectedSignalIsReleasedAndComputedAgain() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign bad = assigned(run.a);
    run.ready(A, bad);

    run.requestWork(A, 0);
    run.coordinator.tell(
        new CoordinatorProtocol.SignalRejected(
            STUDENT, id(0, 0), bad.epoch(), Rejection.CORRUPT, "checksum"));
    run.requestWork(A, 1);
    run.pass(TestRuns.HEARTBEAT); // until then others would go first

    run.a.expectMessage(new TeacherProtocol.Release(List.of(id(0, 0))));
    assertThat(assigned(run.a).plan()).isEqualTo(bad.plan());
  }

  @Test
  void aFailureThatIsNotForRetryStopsTheRun() {
    run.startWithBoth();

    run.coordinator.tell(
        new CoordinatorProtocol.WorkerFailed("student", Category.STOP_RUN, "disk full"));

    run.student.expectMessage(StudentProtocol.Stop.INSTANCE);
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.settleUntil("failed: student: disk full");
  }

  @Test
  void refusesATeacherWithOtherWeights() {
    run.startWithBoth();

    run.show(B, run.b, TestRuns.credentials("others", 1));
    run.show(B, run.b, TestRuns.credentials("others", 1));

    run.b.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.b.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.requestWork(B, 1);
    run.settle();
    run.b.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.heard)
        .containsOnlyOnce(
            "refused b: teacher b is not the run's teacher: its weights are others and the run's"
                + " weights; start it with the same model files and the same Docent");
  }

  @Test
  void refusesATeacherWhoseCanaryDisagreesAndTakesNothingOfIt() {
    run.startWithBoth();
    TeacherProtocol.Assign lease = leaseOfA();

    run.coordinator.tell(
        new CoordinatorProtocol.RegisterTeacher(
            B,
            run.b.ref(),
            LOCATION,
            TestRuns.credentials("weights", 9),
            List.of(new CoordinatorProtocol.HeldSignal(id(0, 1), new LeaseEpoch(50), 8))));
    run.b.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.ready(B, lease);
    run.settle();

    run.student.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.heard)
        .contains("admitted a beside null")
        .anyMatch(heard -> heard.startsWith("refused b: teacher b makes something else"));
  }

  @Test
  void aTeacherThatHasNotLoadedGetsNoWork() {
    run.startWithBoth();
    run.show(B, run.b, null);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);

    run.requestWork(B, 2);
    run.settle();
    run.b.expectNoMessage(Duration.ZERO);
    run.show(B, run.b, TestRuns.credentials("weights", 1));
    run.requestWork(B, 2);

    assigned(run.b);
    assertThat(run.observer.heard).contains("admitted b beside a");
  }

  @Test
  void aModelThatComputesNothingFiniteStopsARunThatHasNoOtherTeacher() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());

    run.show(A, run.a, null);
    run.show(A, run.a, TestRuns.credentials("weights", Float.NaN));

    run.settleUntil(
        "failed: teacher a makes hidden states of the canary that are not finite: look at its"
            + " device, its model files and teacher.dtype");
  }

  private static TeacherProtocol.Assign leaseOfA() {
    run.requestWork(A, 1);
    return assigned(run.a);
  }

  @Test
  void aTeacherThatStartedAgainLosesWhatItHadAndTheOldOneIsSentHome() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign lost = assigned(run.a);

    run.register(A, run.b);
    run.requestWork(A, 1);
    run.register(A, run.a);

    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    assertThat(assigned(run.b).plan()).isEqualTo(lost.plan());
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
  }
}
