package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.StepId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What a coordinator does last, so that its successor need not wait, and first, to lose nothing.
 */
class FarewellTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void nobodyIsLetGoBeforeTheOutcomeIsRemembered() {
    run.startWithBoth();
    run.observer.memory = new CompletableFuture<>();
    run.coordinator.tell(
        new CoordinatorProtocol.WorkerFailed("student", Category.STOP_RUN, "disk full"));
    run.registerStudent(new StepId(0, 0));
    run.settle();

    run.student.expectNoMessage(Duration.ZERO);
    run.a.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.kept).containsExactly(new RunOutcome.Failed("student: disk full"));
    assertThat(run.observer.heard).doesNotContain("failed: student: disk full");
    run.observer.memory.complete(true);

    run.student.expectMessage(StudentProtocol.Stop.INSTANCE);
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.settleUntil("failed: student: disk full");
  }

  @Test
  void whatOneTeacherHoldsIsNotComputedByAnotherThatAsksFirst() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    CoordinatorFixture.Extra early = run.extra("early");
    early.probe().expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(early.id(), 2);
    run.registerStudent(new StepId(0, 1));
    run.requestWork(early.id(), 2);
    run.register(A, run.a, new HeldSignal(id(1, 0), new LeaseEpoch(7), 8));
    run.settle();
    early.probe().expectNoMessage(Duration.ZERO);

    run.pass(TestRuns.HEARTBEAT.multipliedBy(2));

    assertThat(assigned(early.probe()).plan().id()).isEqualTo(id(1, 1));
  }

  @Test
  void whatATeacherSaidItHoldsBeforeTheStudentCameIsTakenThen() {
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    run.register(A, run.a, new HeldSignal(id(1, 0), new LeaseEpoch(7), 8));
    run.registerStudent(new StepId(0, 1));

    List<StudentProtocol.Command> told = run.student.receiveSeveralMessages(4);
    assertThat(told)
        .filteredOn(StudentProtocol.SignalAvailable.class::isInstance)
        .hasSize(1)
        .allMatch(offer -> ((StudentProtocol.SignalAvailable) offer).id().equals(id(1, 0)));
  }
}
