package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.docent.tests.testkit.AppliedCount;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A student that is lost: the one that stands by goes on from its checkpoint, by itself. */
@Tag("slow")
@Tag("cluster")
class StandbyStudentTest {

  private final RunFolder run;
  private final RunProcesses nodes;

  StandbyStudentTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void oneThatStandsByTakesOverFromOneThatIsKilled() {
    DocentProcess coordinator =
        nodes.coordinator("teacher.random-delay=300ms", "stage-defaults.save-steps=2");
    DocentProcess doomed = nodes.join("--role", "student");
    nodes.awaitPrinted(doomed, "serves as student student-0");
    DocentProcess heir = nodes.join("--role", "student");
    nodes.awaitPrinted(heir, "stands by for student student-0");
    nodes.join("--role", "teacher", "--name", "teacher"); // the run cannot begin before
    run.awaitSteps(3, coordinator);
    nodes.kill(doomed);

    nodes.assertAllEndWell();
    assertThat(heir.printed()).contains("serves as student student-0");
    assertThat(run.events("student_lost")).hasSize(1);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    AppliedCount.assertEachOnce(run, "student-0", GoldenRun.SAMPLES);
  }

  @Test
  void oneThatIsFrozenEndsWhenItWakesAndCommitsNothing() {
    DocentProcess coordinator =
        nodes.coordinator("teacher.random-delay=300ms", "stage-defaults.save-steps=2");
    DocentProcess frozen = nodes.join("--role", "student");
    nodes.awaitPrinted(frozen, "serves as student student-0");
    DocentProcess heir = nodes.join("--role", "student");
    nodes.awaitPrinted(heir, "stands by for student student-0");
    nodes.join("--role", "teacher", "--name", "teacher"); // the run cannot begin before
    run.awaitSteps(3, coordinator);
    frozen.freeze();
    nodes.awaitPrinted(heir, "student student-0 begins at");
    frozen.wake();

    assertThat(frozen.await()).as(frozen::printed).isNotZero();
    assertThat(frozen.printed())
        .containsAnyOf(
            "another student of this run has taken over", "has taken this node for lost");
    nodes.forget(frozen);
    nodes.assertAllEndWell();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    AppliedCount.assertEachOnce(run, "student-0", GoldenRun.SAMPLES);
  }
}
