package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    nodes.join("--role", "teacher", "--name", "teacher");
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(1, first);
    nodes.awaitPrinted(standby, "stands by for the coordinator at " + nodes.address());

    nodes.kill(first);

    nodes.assertAllEndWell();
    assertThat(standby.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("coordinator_moved")).hasSize(1);
    assertThat(run.events("rewound")).isEmpty();
    assertThat(student.printed()).contains("lost the coordinator at " + nodes.address());
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }
}
