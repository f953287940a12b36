package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

import java.time.Duration;
import java.util.List;
import org.docent.protocol.control.CoordinatorProtocol.TeacherUnreachable;
import org.docent.protocol.control.TeacherProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the coordinator makes of a student's word that it has lost a teacher. */
class DoubtedTeacherTest {

  private static final String LOST = "lost a: student student-0 lost its connection: refused";

  private static final CoordinatorFixture run = new CoordinatorFixture();

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void whatItComputesAndHoldsGoesToOthersAtOnce() {
    startWithTwo();
    run.requestWork(A, 2);
    TeacherProtocol.Assign held = assigned(run.a);
    TeacherProtocol.Assign inHand = assigned(run.a);
    run.ready(A, held);
    run.requestWork(B, 2);
    run.ready(B, assigned(run.b));
    run.ready(B, assigned(run.b));
    run.requestWork(B, 2);
    run.settle();
    run.b.expectNoMessage(Duration.ZERO);

    doubtA();

    assertThat(assigned(run.b).plan()).isEqualTo(held.plan());
    assertThat(assigned(run.b).plan()).isEqualTo(inHand.plan());
    run.ready(A, inHand);
    run.a.expectMessage(new TeacherProtocol.Release(List.of(id(0, 1))));
  }

  @Test
  void aTeacherThatSaysItIsHereWorksOnWithoutAStrike() {
    startWithTwo();
    doubtA();
    run.settleUntil(LOST);
    run.requestWork(A, 1);
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);

    run.register(A, run.a);
    run.requestWork(A, 1);

    assertThat(assigned(run.a).plan().id()).isEqualTo(id(0, 0));
  }

  @Test
  void aStudentThatWasWrongIsNotBelievedAgainForAWhile() {
    startWithTwo();
    doubtA();
    run.settleUntil(LOST);
    run.register(A, run.a);
    run.requestWork(A, 1);
    assigned(run.a);

    run.observer.heard.remove(LOST);
    doubtA();
    run.settle();
    assertThat(run.observer.heard).doesNotContain(LOST);
    run.pass(Duration.ofMinutes(1));
    doubtA();

    run.settleUntil(LOST);
  }

  @Test
  void oneThatTheClusterMissesTooIsNotBackBeforeTheClusterSaysSo() {
    startWithTwo();
    doubtA();
    run.settleUntil(LOST);
    run.coordinator.tell(new CoordinatorEvent.NodeUnreachable(run.self()));

    run.register(A, run.a);
    run.requestWork(A, 1);
    run.settle();

    run.a.expectNoMessage(Duration.ZERO);
  }

  private static void startWithTwo() {
    run.startWithBoth();
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
  }

  private static void doubtA() {
    run.coordinator.tell(new TeacherUnreachable(STUDENT, A, "refused"));
  }
}
