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
import org.docent.coordinator.TestRuns;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What happens to teachers whose work is bad or late again and again. */
class QuarantineTest {

  private static final CoordinatorFixture run = new CoordinatorFixture();

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void aTeacherOfThreeBadSignalsLosesEverythingAndIsNotTakenBack() {
    startWithTwo();
    run.requestWork(A, 1);
    TeacherProtocol.Assign kept = assigned(run.a);
    run.ready(A, kept);
    run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);
    for (int strike = 0; strike < 3; strike++) {
      run.requestWork(A, 1);
      TeacherProtocol.Assign bad = assigned(run.a);
      run.ready(A, bad);
      run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);
      reject(bad, strike == 0 ? Rejection.CORRUPT : Rejection.UNUSABLE, "bad " + strike);
      run.a.expectMessage(new TeacherProtocol.Release(List.of(bad.plan().id())));
      run.pass(TestRuns.HEARTBEAT);
    }

    run.a.expectMessage(new TeacherProtocol.Release(List.of(kept.plan().id())));
    run.a.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.settleUntil("quarantined a: [bad 0, bad 1, bad 2]");
    run.requestWork(B, 2);
    assertThat(List.of(assigned(run.b).plan().id(), assigned(run.b).plan().id()))
        .containsExactly(id(0, 0), id(0, 1));
    assertRefusedUnderItsName();
  }

  private static void assertRefusedUnderItsName() {
    TestProbe<TeacherProtocol.Command> again =
        run.kit.createTestProbe(TeacherProtocol.Command.class);
    run.register(A, again);
    run.register(A, again);
    again.expectMessage(TeacherProtocol.Drain.INSTANCE);
    again.expectMessage(TeacherProtocol.Drain.INSTANCE);
    run.requestWork(A, 2);
    run.settle();
    again.expectNoMessage(Duration.ZERO);
    assertThat(run.observer.heard)
        .containsOnlyOnce(
            "refused a: teacher a was quarantined in this run (bad 0; bad 1; bad 2) and is not"
                + " taken back under that name: once it is repaired, start it with another --name");
  }

  @Test
  void aLineThatBreaksAndALeaseThatIsGivenBackAreNoStrikes() {
    startWithTwo();
    for (int i = 0; i < 4; i++) {
      run.requestWork(A, 1);
      TeacherProtocol.Assign lease = assigned(run.a);
      run.ready(A, lease);
      run.student.expectMessageClass(StudentProtocol.SignalAvailable.class);
      reject(lease, Rejection.UNREACHABLE, "connection refused");
      run.a.expectMessage(new TeacherProtocol.Release(List.of(lease.plan().id())));
      run.pass(TestRuns.HEARTBEAT);
    }

    run.requestWork(A, 1);

    assigned(run.a);
    assertThat(run.observer.heard).noneMatch(heard -> heard.startsWith("quarantined"));
  }

  @Test
  void leasesThatRunOutTogetherAreOneStrikeAndThreeOfThemOneTooMany() {
    startWithTwo();
    for (int strike = 0; strike < 3; strike++) {
      run.requestWork(A, 2);
      assigned(run.a);
      assigned(run.a);
      run.pass(TestRuns.LEASE);
      run.settle();
    }

    run.settleUntil(
        "quarantined a: [its lease of 60 s ran out; if teachers need longer for a micro-batch,"
            + " raise work.lease]");
    assertThat(run.observer.heard).filteredOn(heard -> heard.startsWith("quarantined")).hasSize(1);
    run.requestWork(B, 1);
    assigned(run.b);
  }

  @Test
  void withoutAnyTeacherLeftTheRunStopsAndSaysWhy() {
    run.startWithBoth();
    for (int strike = 0; strike < 3; strike++) {
      run.requestWork(A, 1);
      TeacherProtocol.Assign bad = nextLeaseOf(run.a);
      run.ready(A, bad);
      reject(bad, Rejection.UNUSABLE, "not finite");
      run.pass(TestRuns.HEARTBEAT);
    }

    run.settleUntil(
        "failed: no teacher is left: teacher a is quarantined: not finite. What is committed is"
            + " kept: set it right and go on with docent resume");
  }

  @Test
  void brokenTeachersDoNotStopARunThatHasATrustedOne() {
    startWithTwo();
    run.requestWork(B, 2);
    run.ready(B, assigned(run.b));
    run.ready(B, assigned(run.b));
    run.stepDone(0, 0);
    run.settleUntil("step 1 of dpt");
    String[] broken = {"c", "d", "e"};
    for (int i = 0; i < 6; i++) {
      CoordinatorFixture.Extra teacher = run.extra(broken[i / 2]);
      run.requestWork(teacher.id(), 1);
      TeacherProtocol.Assign bad = nextLeaseOf(teacher.probe());
      assertThat(bad.plan().id()).isEqualTo(id(1, 0));
      run.ready(teacher.id(), bad);
      reject(bad, Rejection.UNUSABLE, "not finite");
      run.pass(TestRuns.HEARTBEAT);
    }
    run.settle();

    assertThat(run.observer.heard).noneMatch(heard -> heard.startsWith("failed"));
    run.requestWork(B, 1);
    assertThat(nextLeaseOf(run.b).plan().id()).isEqualTo(id(1, 0));
  }

  private static TeacherProtocol.Assign nextLeaseOf(TestProbe<TeacherProtocol.Command> teacher) {
    TeacherProtocol.Command message = teacher.receiveMessage();
    while (!(message instanceof TeacherProtocol.Assign)) {
      message = teacher.receiveMessage();
    }
    return (TeacherProtocol.Assign) message;
  }

  private static void startWithTwo() {
    run.startWithBoth();
    run.register(B, run.b);
    run.b.expectMessageClass(TeacherProtocol.Welcome.class);
  }

  private static void reject(TeacherProtocol.Assign lease, Rejection kind, String reason) {
    run.coordinator.tell(
        new SignalRejected(STUDENT, lease.plan().id(), lease.epoch(), kind, reason));
  }
}
