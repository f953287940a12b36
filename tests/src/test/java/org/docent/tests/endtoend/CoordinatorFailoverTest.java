package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator whose process dies in the middle of a run, and what the others do about it. */
@Tag("slow")
@Tag("cluster")
class CoordinatorFailoverTest {

  private final RunFolder run;
  private final RunProcesses nodes;

  CoordinatorFailoverTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void aStandbyTakesOverFromACoordinatorThatIsKilled() {
    DocentProcess first = nodes.coordinator("teacher.random-delay=400ms");
    DocentProcess standby = nodes.standby(run);
    nodes.awaitPrinted(standby, "stands by for the coordinator at ");
    nodes.join("--role", "teacher", "--name", "teacher");
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(1, first);

    nodes.kill(first);

    nodes.assertAllEndWell();
    assertThat(standby.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("coordinator_moved")).hasSize(1);
    assertThat(run.events("rewound")).isEmpty();
    assertThat(student.printed()).contains("lost the coordinator at " + nodes.address());
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aStandbyTakesOverInOrderFromACoordinatorThatIsToldToEnd() {
    DocentProcess first = nodes.coordinator("teacher.random-delay=400ms");
    DocentProcess second = nodes.standby(run);
    nodes.awaitPrinted(second, "stands by for the coordinator at ");
    DocentProcess third = nodes.standby(run);
    nodes.awaitPrinted(third, "stands by for the coordinator at ");
    nodes.join("--role", "teacher", "--name", "teacher");
    nodes.join("--role", "student");
    run.awaitSteps(1, first);

    first.terminate();
    first.await();
    nodes.forget(first);

    nodes.assertAllEndWell();
    assertThat(first.printed()).contains("leaving: the run goes on with the coordinator at ");
    assertThat(run.events("stopped")).isEmpty();
    assertThat(run.events("coordinator_moved")).hasSize(1);
    assertThat(List.of(second, third))
        .allSatisfy(
            node -> assertThat(node.printed()).contains("finished: the student is " + run.model()));
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void workersWaitForACoordinatorThatIsStartedAgainThroughOneOfThem() {
    DocentProcess first = nodes.coordinator("teacher.random-delay=400ms");
    nodes.join("--role", "teacher", "--name", "teacher");
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(7, first);
    String worker = nodes.addressOf(student, "student");

    nodes.kill(first);
    nodes.awaitPrinted(student, "lost the coordinator at " + nodes.address());
    DocentProcess second = nodes.coordinatorThrough(worker, run);

    nodes.assertAllEndWell();
    assertThat(second.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("rewound")).isEmpty();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aClusterThatIsKilledWholeGoesOnWithNewProcesses() {
    DocentProcess first =
        nodes.coordinator("teacher.random-delay=100ms", "stage-defaults.save-steps=2");
    DocentProcess standby = nodes.standby(run);
    nodes.awaitPrinted(standby, "stands by for the coordinator at ");
    DocentProcess teacher = nodes.join("--role", "teacher", "--name", "teacher");
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(8, first);
    List.of(first, standby, teacher, student).forEach(nodes::kill);

    DocentProcess second = nodes.resume(run);
    nodes.join("--role", "teacher", "--name", "teacher");
    nodes.join("--role", "student");

    nodes.assertAllEndWell();
    assertThat(second.printed()).contains("finished: the student is " + run.model());
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    assertThat(DocentProcess.run(0, run.path(), "resume", run.path().toString()))
        .contains("is finished, nothing is left to do: the student is " + run.model());
  }

  @Test
  void aCoordinatorThatWasFrozenWritesNothingWhenItWakesAndEnds() {
    DocentProcess first = nodes.coordinator("teacher.random-delay=400ms");
    DocentProcess standby = nodes.standby(run);
    nodes.awaitPrinted(standby, "stands by for the coordinator at ");
    nodes.join("--role", "teacher", "--name", "teacher");
    nodes.join("--role", "student");
    run.awaitSteps(1, first);

    nodes.freeze(first);
    nodes.awaitPrinted(standby, "the coordinator is at ");
    nodes.wake(first);

    assertThat(first.await()).as(first::printed).isEqualTo(1);
    nodes.forget(first);
    assertThat(first.printed()).containsAnyOf("has taken over the run in", "was cut off");
    nodes.assertAllEndWell();
    assertThat(run.events("coordinator_left")).isEmpty();
    assertThat(run.events("finished")).hasSize(1);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void losingAllWorkersAtOnceTakesNoCoordinatorDown() {
    DocentProcess first = nodes.coordinator("teacher.random-delay=100ms");
    DocentProcess standby = nodes.standby(run);
    nodes.awaitPrinted(standby, "stands by for the coordinator at ");
    DocentProcess one = nodes.join("--role", "teacher", "--name", "one");
    DocentProcess two = nodes.join("--role", "teacher", "--name", "two");
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(1, first);
    List.of(one, two, student).forEach(nodes::kill);
    run.awaitEvent("teacher_lost", "one", first);

    nodes.join("--role", "teacher", "--name", "three");
    nodes.join("--role", "student");

    nodes.assertAllEndWell();
    assertThat(standby.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("coordinator_moved")).isEmpty();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aStandbyForAnotherRunIsRefused(@TempDir Path elsewhere) throws IOException {
    nodes.coordinator("teacher.random-delay=100ms");
    RunFolder other = GoldenFixture.run(elsewhere);
    DocentProcess.run(
        0,
        elsewhere,
        "train",
        GoldenFixture.configuration(elsewhere).toString(),
        "stages=[sft]",
        "name=other",
        "stage.sft.max-steps=1");
    Files.delete(other.path().resolve("outcome.json"));

    DocentProcess stranger = nodes.standby(other);

    assertThat(stranger.await()).isEqualTo(1);
    nodes.forget(stranger);
    assertThat(stranger.printed()).contains("trains another run (run-");
  }
}
