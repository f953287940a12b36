package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.coordinator.run.CoordinatorFixture.A;
import static org.docent.coordinator.run.CoordinatorFixture.B;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import java.time.Duration;
import java.util.List;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuorumTest {

  private final CoordinatorFixture run = new CoordinatorFixture();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void theFirstStageWithATeacherWaitsForAllThatAreWanted() {
    run.minTeachers = 2;
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    run.registerStudent(null);
    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.register(A, run.a);
    run.settle();
    run.student.expectNoMessage(Duration.ZERO);

    run.register(B, run.b);

    run.student.expectMessageClass(StudentProtocol.BeginStage.class);
    run.settleUntil("stage dpt at 0/0 of 3");
    assertThat(run.observer.heard)
        .filteredOn(heard -> heard.startsWith("waiting"))
        .containsExactly(
            "waiting for 2 more teachers (0 of 2 are there) and student student",
            "waiting for 2 more teachers (0 of 2 are there)",
            "waiting for 1 more teacher (1 of 2 is there)");
  }

  @Test
  void aTeacherThatHasNotProvedItselfOrLeavesDoesNotCount() {
    run.minTeachers = 2;
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    run.registerStudent(null);
    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.register(A, run.a);
    run.coordinator.tell(new TeacherDraining(A, List.of()));
    run.register(B, run.b);
    run.show(CoordinatorFixture.A, run.a, null);

    run.settle();

    run.student.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aStageWithoutATeacherWaitsForNone() {
    run.minTeachers = 5;
    run.start(Cursor.BEGINNING, CoordinatorFixture.sft());

    run.registerStudent(null);

    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.student.expectMessageClass(StudentProtocol.BeginStage.class);
    assertThat(run.observer.heard).contains("waiting for student student");
  }

  @Test
  void onceTheyHaveBegunOneTeacherIsEnough() {
    run.minTeachers = 2;
    run.start(Cursor.BEGINNING, CoordinatorFixture.dpt());
    run.register(A, run.a);
    run.a.expectMessageClass(TeacherProtocol.Welcome.class);
    run.register(B, run.b);
    run.registerStudent(null);
    run.student.expectMessageClass(StudentProtocol.Welcome.class);
    run.student.expectMessageClass(StudentProtocol.BeginStage.class);
    run.b.stop();
    run.settleUntil("lost b: it stopped");

    run.registerStudent(null);

    run.student.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message instanceof StudentProtocol.BeginStage
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(run.observer.heard).doesNotContain("waiting for 1 more teacher (1 of 2 is there)");
  }

  @Test
  void saysWhoIsAwaitedInOneSentence() {
    assertThat(new Awaited(1, 1, List.of()).sentence()).isEqualTo("waiting for a teacher");
    assertThat(new Awaited(1, 3, List.of(new StudentId("small", 0))).sentence())
        .isEqualTo("waiting for 1 more teacher (2 of 3 are there) and student small");
    assertThat(
            new Awaited(0, 3, List.of(new StudentId("large", 0), new StudentId("small", 0)))
                .sentence())
        .isEqualTo("waiting for students large, small");
  }
}
