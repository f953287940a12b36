package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.LOCATION;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.StageStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CoordinatorTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void welcomesWorkersAndBeginsTheFirstStageWhenBothAreThere() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());

    run.registerStudent(null);
    run.student.expectMessage(
        new StudentProtocol.Welcome(new RunId("run"), "configuration", Path.of("run").toString()));
    settle();
    run.student.expectNoMessage(Duration.ZERO);
    run.register(A, run.a);

    run.a.expectMessage(new TeacherProtocol.Welcome(new RunId("run"), "configuration"));
    run.student.expectMessage(new StudentProtocol.BeginStage(new StageStart(0, 0, 3, 0), null));
    assertThat(run.student.expectMessageClass(StudentProtocol.Train.class).plan().id())
        .isEqualTo(new StepId(0, 0));
    assertThat(run.student.expectMessageClass(StudentProtocol.Train.class).plan().id())
        .isEqualTo(new StepId(0, 1));
  }

  @Test
  void leasesUpToTheSlotsAndTellsTheStudentWhatIsReady() {
    run.startWithBoth();

    run.requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(run.a);
    TeacherProtocol.Assign second = assigned(run.a);
    run.ready(A, second);

    assertThat(first.plan().id()).isEqualTo(id(0, 0));
    assertThat(first.lease()).isEqualTo(TestRuns.LEASE);
    assertThat(second.plan().id()).isEqualTo(id(0, 1));
    run.student.expectMessage(
        new StudentProtocol.SignalAvailable(A, id(0, 1), second.epoch(), LOCATION, 8));
    run.a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aRepeatedRequestDoesNotFillATeacherBeyondItsLeases() {
    run.startWithBoth();

    run.requestWork(A, 2);
    run.requestWork(A, 2);

    assigned(run.a);
    assigned(run.a);
    settle();
    run.a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void releasesAppliedWorkAndSendsWhatComesIntoTheWindow() {
    run.startWithBoth();
    computeStep();

    run.stepDone(0, 0);

    run.a.expectMessage(new TeacherProtocol.Release(List.of(id(0, 0), id(0, 1))));
    assertThat(run.student.expectMessageClass(StudentProtocol.Train.class).plan().id())
        .isEqualTo(new StepId(0, 2));
    run.requestWork(A, 1);
    assertThat(assigned(run.a).plan().id()).isEqualTo(id(1, 0));
    assertThat(run.observer.heard).contains("step 1 of dpt");
  }

  @Test
  void countsAStepOnce() {
    run.startWithBoth();

    run.stepDone(0, 0);
    run.stepDone(0, 0);
    run.stepDone(0, 2);
    settle();

    assertThat(run.observer.heard)
        .containsOnlyOnce("step 1 of dpt")
        .doesNotContain("step 3 of dpt");
  }

  @Test
  void reissuesTheBatchWhenItsTeacherLeaves() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign lost = assigned(run.a);
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);

    run.a.stop();
    settleUntil("lost a: it stopped");
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
    settle();
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
    settleUntil("lost a: it stopped");
    settle();
    run.b.expectNoMessage(Duration.ZERO);
    run.ready(B, inHand);
    run.requestWork(B, 1);

    assertThat(assigned(run.b).plan()).isEqualTo(lost.plan());
  }

  @Test
  void anUnreachableTeacherGetsNothingUntilItIsBack() {
    run.startWithBoth();

    run.coordinator.tell(new CoordinatorEvent.NodeUnreachable(self()));
    run.requestWork(A, 1);
    settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.coordinator.tell(new CoordinatorEvent.NodeReachable(self()));

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
    settleUntil("revoked 0/0/0.0 of a");
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
  void aHeartbeatBringsTheStudentTheWholeWindowAgain() {
    run.startWithBoth();
    computeStep();

    run.registerStudent(new StepId(0, 0));

    run.student.expectMessageClass(StudentProtocol.Train.class);
    run.student.expectMessageClass(StudentProtocol.Train.class);
    assertThat(run.student.expectMessageClass(StudentProtocol.SignalAvailable.class).id())
        .isEqualTo(id(0, 0));
    assertThat(run.student.expectMessageClass(StudentProtocol.SignalAvailable.class).id())
        .isEqualTo(id(0, 1));
  }

  @Test
  void aStudentThatStartsAgainGoesBackToTheLastCheckpoint() {
    run.startWithBoth();
    run.stepDone(0, 0);
    run.stepDone(0, 1);
    run.committed(0, 2, "checkpoint-2");
    settleUntil("committed 2 checkpoint-2");
    TestProbe<StudentProtocol.Command> before = run.student;
    run.student = run.kit.createTestProbe(StudentProtocol.Command.class);

    run.registerStudent(null);

    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.student.expectMessage(
        new StudentProtocol.BeginStage(new StageStart(0, 2, 3, 0), "checkpoint-2"));
    before.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message == StudentProtocol.Stop.INSTANCE
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    run.coordinator.tell(
        new CoordinatorProtocol.RegisterStudent(STUDENT, before.ref(), new StepId(0, 2)));
    before.expectMessage(StudentProtocol.Stop.INSTANCE);
  }

  @Test
  void stepsAfterTheCheckpointAreLeasedAgainUnderNewEpochs() {
    run.startWithBoth();
    computeStep();
    run.stepDone(0, 0);
    run.a.expectMessageClass(TeacherProtocol.Release.class);
    run.student = run.kit.createTestProbe(StudentProtocol.Command.class);

    run.registerStudent(null);
    settleUntil("rewound to 0/0");
    run.requestWork(A, 1);

    TeacherProtocol.Assign again = assigned(run.a);
    assertThat(again.plan().id()).isEqualTo(id(0, 0));
    assertThat(again.epoch()).isEqualTo(new LeaseEpoch(3));
  }

  @Test
  void takesOverWhatTeachersHoldAndWhereTheStudentIs() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    run.registerStudent(new StepId(0, 1));
    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    assertThat(run.student.expectMessageClass(StudentProtocol.Train.class).plan().id())
        .isEqualTo(new StepId(0, 1));
    run.student.expectMessageClass(StudentProtocol.Train.class);

    run.register(
        A,
        run.a,
        new HeldSignal(id(0, 1), new LeaseEpoch(6), 8),
        new HeldSignal(id(1, 0), new LeaseEpoch(7), 8));
    run.requestWork(A, 1);

    run.a.expectMessageClass(TeacherProtocol.Welcome.class);
    run.a.expectMessage(new TeacherProtocol.Release(List.of(id(0, 1))));
    run.student.expectMessage(
        new StudentProtocol.SignalAvailable(A, id(1, 0), new LeaseEpoch(7), LOCATION, 8));
    TeacherProtocol.Assign next = assigned(run.a);
    assertThat(next.plan().id()).isEqualTo(id(1, 1));
    assertThat(next.epoch()).isEqualTo(new LeaseEpoch(8));
  }

  @Test
  void carriesARunThroughAllStages() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.sft(), CoordinatorFixture.dpt());
    run.registerStudent(null);
    run.stepDone(0, 0);
    run.stepDone(0, 1);
    run.committed(0, 2, "checkpoint-2");
    run.register(A, run.a);
    for (int step = 0; step < 3; step++) {
      run.stepDone(1, step);
    }
    run.committed(1, 3, "checkpoint-5");
    run.coordinator.tell(new CoordinatorProtocol.ModelSaved(STUDENT, "model"));

    settleUntil("finished");
    assertThat(run.observer.heard)
        .containsExactly(
            "stage sft at 0/0 of 2",
            "step 1 of sft",
            "step 2 of sft",
            "committed 2 checkpoint-2",
            "stage dpt at 1/0 of 3",
            "step 3 of dpt",
            "step 4 of dpt",
            "step 5 of dpt",
            "committed 5 checkpoint-5",
            "model model",
            "finished");
    run.a.expectMessageClass(TeacherProtocol.Welcome.class);
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
  }

  @Test
  void stopsWhenTheCheckpointAskedForIsCommitted() {
    run.startWithBoth();

    run.coordinator.tell(new CoordinatorProtocol.StopRun("Ctrl-C"));
    run.student.expectMessage(StudentProtocol.CheckpointAndStop.INSTANCE);
    run.stepDone(0, 0);
    run.committed(0, 1, "checkpoint-1");

    settleUntil("stopped: Ctrl-C");
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.register(B, run.b);
    run.b.expectMessage(TeacherProtocol.Drain.INSTANCE);
    assertThat(run.observer.heard).endsWith("committed 1 checkpoint-1", "stopped: Ctrl-C");
  }

  @Test
  void tellsACommitThatIsRepeatedOnce() {
    run.startWithBoth();
    run.stepDone(0, 0);

    run.committed(0, 1, "checkpoint-1");
    run.committed(0, 1, "checkpoint-1");
    settle();

    assertThat(run.observer.heard).containsOnlyOnce("committed 1 checkpoint-1");
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

    settleUntil(
        "failed: micro-batch 0/0/0.0 failed 5 times, at last on teacher a: teacher a: out of"
            + " memory");
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
    settle();
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
        new CoordinatorProtocol.SignalRejected(STUDENT, id(0, 0), bad.epoch(), "checksum"));
    run.requestWork(A, 1);

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
    settleUntil("failed: student: disk full");
  }

  @Test
  void refusesATeacherWithOtherWeights() {
    run.startWithBoth();

    run.coordinator.tell(
        new CoordinatorProtocol.RegisterTeacher(B, run.b.ref(), LOCATION, "others", List.of()));

    run.b.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.requestWork(B, 1);
    settle();
    run.b.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.heard)
        .contains(
            "worker b: teacher b has weights with fingerprint others, the run's teachers have"
                + " weights; start it with the run's teacher");
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

  @Test
  void saysWhenItLeavesBeforeTheEnd() {
    run.startWithBoth();

    run.kit.stop(run.coordinator);

    settleUntil("left");
  }

  @Test
  void handlesEveryCommand() {
    List<String> handlers =
        Arrays.stream(Coordinator.class.getDeclaredMethods()).map(Method::getName).toList();

    Stream<Class<?>> commands =
        Stream.concat(
                Arrays.stream(CoordinatorProtocol.Command.class.getPermittedSubclasses()),
                Arrays.stream(CoordinatorEvent.class.getPermittedSubclasses()))
            .filter(command -> command != CoordinatorProtocol.Internal.class);

    assertThat(commands).allSatisfy(c -> assertThat(handlers).contains("on" + c.getSimpleName()));
  }

  private static void computeStep() {
    run.requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(run.a);
    TeacherProtocol.Assign second = assigned(run.a);
    run.ready(A, first);
    run.ready(A, second);
    run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);
    run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);
  }

  /** Returns once the coordinator has handled all that was sent to it before. */
  private static void settle() {
    TestProbe<StudentProtocol.Command> stranger =
        run.kit.createTestProbe(StudentProtocol.Command.class);
    ActorRef<StudentProtocol.Command> ref = stranger.ref();
    run.coordinator.tell(
        new CoordinatorProtocol.RegisterStudent(new StudentId("stranger", 0), ref, null));
    stranger.expectMessage(StudentProtocol.Stop.INSTANCE);
  }

  private static void settleUntil(String heard) {
    TestProbe<Object> waiter = run.kit.createTestProbe();
    waiter.awaitAssert(
        () -> {
          assertThat(run.observer.heard).contains(heard);
          return heard;
        });
  }

  private static Address self() {
    return Cluster.get(run.kit.system()).selfMember().address();
  }

  private static MicroBatchId id(int step, int part) {
    return new MicroBatchId(0, step, 0, part);
  }
}
