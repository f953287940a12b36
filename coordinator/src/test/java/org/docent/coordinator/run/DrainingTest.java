package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;
import static org.docent.coordinator.run.CoordinatorFixture.STUDENT;
import static org.docent.coordinator.run.CoordinatorFixture.assigned;
import static org.docent.coordinator.run.CoordinatorFixture.id;

import akka.actor.testkit.typed.javadsl.TestProbe;
import java.time.Duration;
import java.util.List;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol.DrainTeachers;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.CoordinatorProtocol.TeacherUnreachable;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.TeacherId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DrainingTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  private final TestProbe<ClientProtocol.Command> client =
      run.kit.createTestProbe(ClientProtocol.Command.class);

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void whatADrainingTeacherHasNotBegunGoesToAnotherAndItGetsNothingMore() {
    run.startWithBoth();
    run.requestWork(A, 2);
    TeacherProtocol.Assign begun = assigned(run.a);
    TeacherProtocol.Assign queued = assigned(run.a);
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(B, 1);
    assertThat(assigned(run.b).plan().id()).isEqualTo(id(1, 0));

    run.coordinator.tell(new TeacherDraining(A, List.of(begun.plan().id())));
    run.requestWork(B, 1);
    run.requestWork(A, 2);

    TeacherProtocol.Assign again = assigned(run.b);
    assertThat(again.plan()).isEqualTo(queued.plan());
    assertThat(again.epoch()).isGreaterThan(queued.epoch());
    run.settle();
    run.a.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.heard)
        .containsOnlyOnce("draining a")
        .doesNotContain("quarantined a: []");
  }

  @Test
  void itsSignalsAreStillTakenAndItsEndIsNoLoss() {
    run.startWithBoth();
    run.requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(run.a);
    TeacherProtocol.Assign second = assigned(run.a);
    run.ready(A, first);
    run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);

    run.coordinator.tell(new TeacherDraining(A, List.of(second.plan().id())));
    run.coordinator.tell(new TeacherDraining(A, List.of(second.plan().id())));
    run.ready(A, second);
    assertThat(run.student.expectMessageClass(StudentProtocol.SignalAvailable.class).id())
        .isEqualTo(second.plan().id());
    run.stepDone(0, 0);
    run.a.expectMessage(
        new TeacherProtocol.Release(List.of(first.plan().id(), second.plan().id())));
    run.coordinator.tell(new TeacherUnreachable(STUDENT, A, "its port is closed already"));
    run.settle();
    run.a.stop();

    run.settleUntil("drained a, returned 0");
    assertThat(run.observer.heard)
        .containsOnlyOnce("draining a")
        .contains("waiting for a teacher")
        .noneMatch(heard -> heard.startsWith("lost a"));
  }

  @Test
  void whatItStillHoldsWhenItEndsIsComputedByAnother() {
    run.startWithBoth();
    run.requestWork(A, 1);
    TeacherProtocol.Assign held = assigned(run.a);
    run.ready(A, held);
    run.coordinator.tell(new TeacherDraining(A, List.of()));

    run.a.stop();

    run.settleUntil("drained a, returned 1");
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
    run.requestWork(B, 1);
    assertThat(assigned(run.b).plan()).isEqualTo(held.plan());
  }

  @Test
  void aTeacherIsToldOnceHoweverOftenACommandAsks() {
    run.startWithBoth();

    run.coordinator.tell(new DrainTeachers("a", client.ref()));
    run.coordinator.tell(new DrainTeachers("a", client.ref()));

    client.expectMessage(new ClientProtocol.Draining(List.of(A), null));
    client.expectMessage(new ClientProtocol.Draining(List.of(A), null));
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aTeacherThatDidNotHearItIsToldAgain() {
    run.startWithBoth();
    run.coordinator.tell(new DrainTeachers("a", client.ref()));
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);

    run.pass(Duration.ofSeconds(11));
    run.coordinator.tell(new DrainTeachers("a", client.ref()));

    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
  }

  @Test
  void aNodesNameMeansAllItsWorkersAndNoOthers() {
    run.startWithBoth();
    TestProbe<TeacherProtocol.Command> zero = worker("box-0");
    TestProbe<TeacherProtocol.Command> one = worker("box-1");
    TestProbe<TeacherProtocol.Command> other = worker("box-2nd");

    run.coordinator.tell(new DrainTeachers("box", client.ref()));

    client.expectMessage(
        new ClientProtocol.Draining(List.of(new TeacherId("box-0"), new TeacherId("box-1")), null));
    zero.expectMessage(TeacherProtocol.Drain.INSTANCE);
    one.expectMessage(TeacherProtocol.Drain.INSTANCE);
    other.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aNameThatNobodyHasIsRefusedWithThoseThatAreThere() {
    run.startWithBoth();

    run.coordinator.tell(new DrainTeachers("c", client.ref()));

    client.expectMessage(
        new ClientProtocol.Draining(List.of(), "no teacher c is here: there are [a]"));
  }

  private TestProbe<TeacherProtocol.Command> worker(String name) {
    TestProbe<TeacherProtocol.Command> probe =
        run.kit.createTestProbe(TeacherProtocol.Command.class);
    run.register(new TeacherId(name), probe);
    probe.expectMessageClass(TeacherProtocol.Welcome.class);
    return probe;
  }
}
