package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;

import akka.actor.testkit.typed.javadsl.TestProbe;
import java.time.Duration;
import java.util.List;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.StatusRequest;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherState;
import org.docent.protocol.status.TeacherStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StatusTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  private final TestProbe<ClientProtocol.Command> client =
      run.kit.createTestProbe(ClientProtocol.Command.class);

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void saysWhomTheRunWaitsFor() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());

    RunStatus status = status();

    assertThat(status.phase()).isEqualTo(RunPhase.WAITING);
    assertThat(status.message()).isEqualTo("waiting for a teacher and student student");
    assertThat(status.teachers()).isEmpty();
    assertThat(status.students())
        .containsExactly(
            new StudentStatus(
                STUDENT, RunPhase.WAITING, false, "dpt", 0, 3, 0, 3, 0, null, null, null));
  }

  @Test
  void saysWhereStudentsAndTeachersAre() {
    run.startWithBoth();
    run.computeStep();
    run.stepDone(0, 0);
    run.settle();
    run.pass(Duration.ofSeconds(2));
    run.stepDone(0, 1);
    run.committed(0, 2, "checkpoint-2");
    run.show(B, run.b, null);
    run.requestWork(A, 1);

    RunStatus status = status();

    assertThat(status.phase()).isEqualTo(RunPhase.TRAINING);
    assertThat(status.message()).isNull();
    assertThat(status.students())
        .containsExactly(
            new StudentStatus(
                STUDENT,
                RunPhase.TRAINING,
                true,
                "dpt",
                2,
                3,
                2,
                3,
                1.0,
                Duration.ofSeconds(2),
                2.5f,
                "checkpoint-2"));
    assertThat(status.teachers())
        .containsExactly(
            new TeacherStatus(A, TeacherState.ADMITTED, 1, 0, 0.5),
            new TeacherStatus(B, TeacherState.JOINED, 0, 0, 0));
  }

  @Test
  void saysWhoLeavesAndToldAgainHowTheRunEnded() {
    run.startWithBoth();
    run.coordinator.tell(new TeacherDraining(A, List.of()));
    assertThat(status().teachers())
        .extracting(TeacherStatus::state)
        .containsExactly(TeacherState.DRAINING);

    run.coordinator.tell(new CoordinatorProtocol.StopRun("enough"));
    run.student.expectMessage(StudentProtocol.CheckpointAndStop.INSTANCE);
    assertThat(status().phase()).isEqualTo(RunPhase.STOPPING);
    run.committed(0, 0, "checkpoint-0");

    RunStatus last = client.expectMessageClass(ClientProtocol.Status.class).run();
    assertThat(last.phase()).isEqualTo(RunPhase.STOPPED);
    assertThat(last.message()).isEqualTo("enough");
  }

  private RunStatus status() {
    run.coordinator.tell(new StatusRequest(client.ref()));
    return client.expectMessageClass(ClientProtocol.Status.class).run();
  }
}
