package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.LOCATION;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

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
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
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
        new StudentProtocol.Welcome(
            new RunId("run"), "configuration of student", Path.of("run").toString()));
    run.settle();
    run.student.expectNoMessage(Duration.ZERO);
    run.register(A, run.a);

    TeacherProtocol.Welcome welcome = run.a.expectMessageClass(TeacherProtocol.Welcome.class);
    assertThat(welcome.run()).isEqualTo(new RunId("run"));
    assertThat(welcome.configuration()).isEqualTo("configuration");
    assertThat(welcome.canary()).extracting(MicroBatchPlan::id).isEqualTo(id(0, 0));
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
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void releasesAppliedWorkAndSendsWhatComesIntoTheWindow() {
    run.startWithBoth();
    run.computeStep();

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
    run.settle();

    assertThat(run.observer.heard)
        .containsOnlyOnce("step 1 of dpt")
        .doesNotContain("step 3 of dpt");
  }

  @Test
  void aHeartbeatBringsTheStudentTheWholeWindowAgain() {
    run.startWithBoth();
    run.computeStep();

    run.registerStudent(new StepId(0, 0));

    run.student.expectMessageClass(StudentProtocol.Train.class);
    run.student.expectMessageClass(StudentProtocol.Train.class);
    assertThat(run.student.expectMessageClass(StudentProtocol.SignalAvailable.class).id())
        .isEqualTo(id(0, 0));
    assertThat(run.student.expectMessageClass(StudentProtocol.SignalAvailable.class).id())
        .isEqualTo(id(0, 1));
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
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.pass(TestRuns.HEARTBEAT.multipliedBy(2));
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

    run.settleUntil("finished");
    assertThat(run.observer.heard)
        .containsExactly(
            "waiting for student student",
            "stage sft at 0/0 of 2",
            "step 1 of sft",
            "step 2 of sft",
            "committed 2 checkpoint-2",
            "waiting for a teacher",
            "admitted a beside null",
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

    run.settleUntil("stopped: Ctrl-C");
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
    run.settle();

    assertThat(run.observer.heard).containsOnlyOnce("committed 1 checkpoint-1");
  }

  @Test
  void saysWhenItLeavesBeforeTheEnd() {
    run.startWithBoth();

    run.kit.stop(run.coordinator);

    run.settleUntil("left");
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
}
