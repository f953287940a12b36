package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

import java.time.Duration;
import org.docent.protocol.control.TeacherProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases to teachers whose outboxes are bounded in bytes; each signal here has eight. */
class OutboxBytesTest {

  private final CoordinatorFixture run = new CoordinatorFixture();

  @AfterEach
  void stop() {
    run.close();
  }

  @Test
  void aTeacherIsLeasedNoMoreThanItsOutboxHolds() {
    run.outboxBytes = 24;
    run.startWithBoth();
    run.computeStep();

    run.requestWork(A, 2);
    TeacherProtocol.Assign third = assigned(run.a);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.ready(A, third);
    run.requestWork(A, 2);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);

    run.stepDone(0, 0);
    run.a.expectMessageClass(TeacherProtocol.Release.class);
    assertThat(assigned(run.a).plan().id()).isEqualTo(id(1, 1));
    assertThat(assigned(run.a).plan().id()).isEqualTo(id(2, 0));
  }

  @Test
  void anotherTeacherWithRoomGetsWhatAFullOneDoesNot() {
    run.outboxBytes = 16;
    run.startWithBoth();
    run.computeStep();
    run.requestWork(A, 2);
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);

    run.requestWork(B, 2);

    assertThat(assigned(run.b).plan().id()).isEqualTo(id(1, 0));
    assertThat(assigned(run.b).plan().id()).isEqualTo(id(1, 1));
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aStepLargerThanTheOutboxIsComputedOneMicroBatchAtATime() {
    run.outboxBytes = 1;
    run.startWithBoth();
    run.computeStep();
    run.stepDone(0, 0);
    run.a.expectMessageClass(TeacherProtocol.Release.class);

    run.requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(run.a);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    run.ready(A, first);
    run.requestWork(A, 1);
    TeacherProtocol.Assign second = assigned(run.a);
    run.ready(A, second);
    run.requestWork(A, 2);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);

    assertThat(first.plan().id()).isEqualTo(id(1, 0));
    assertThat(second.plan().id()).isEqualTo(id(1, 1));
    run.stepDone(0, 1);
    run.a.expectMessageClass(TeacherProtocol.Release.class);
    assertThat(assigned(run.a).plan().id()).isEqualTo(id(2, 0));
  }
}
