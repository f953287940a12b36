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

/** Each role as a process of its own: messages and signals cross sockets. */
@Tag("slow")
@Tag("cluster")
class NodeProcessesTest {

  private final RunFolder run;
  private final RunProcesses nodes;

  NodeProcessesTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void processesMakeTheSameStudentAndEndWithTheRun() {
    DocentProcess coordinator = nodes.coordinator();
    nodes.join("--role", "teacher", "--name", "first");
    nodes.join("--role", "teacher", "--name", "second");
    nodes.join("--role", "student");

    nodes.assertAllEndWell();
    assertThat(coordinator.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("teacher_joined")).hasSize(2);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aTeacherKilledOnTheWayChangesNothing() {
    DocentProcess coordinator = nodes.coordinator("teacher.random-delay=100ms");
    DocentProcess doomed = nodes.join("--role", "teacher", "--name", "doomed");
    nodes.join("--role", "student");
    run.awaitSteps(1, coordinator);
    nodes.join("--role", "teacher", "--name", "heir");
    run.awaitSteps(3, coordinator);
    nodes.kill(doomed);

    nodes.assertAllEndWell();
    assertThat(run.events("teacher_lost"))
        .extracting(event -> event.path("teacher").asText())
        .contains("doomed");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }
}
