package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Nodes that are told by SIGTERM to leave lose nothing, and the run does not notice. */
@Tag("slow")
@Tag("cluster")
class LeavingTest {

  private final RunFolder run;
  private final RunProcesses nodes;

  LeavingTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void aNodeOfTwoTeachersDrainsAndAStudentLeavesItsStepInACheckpoint() {
    DocentProcess coordinator =
        nodes.coordinator("teacher.random-delay=500ms", "work.min-teachers=3");
    DocentProcess student = nodes.join("--role", "student");
    DocentProcess pair = nodes.join("--role", "teacher", "--name", "pair", "--device", "cpu,cpu");
    nodes.join("--role", "teacher", "--name", "heir");
    run.awaitSteps(1, coordinator);
    pair.terminate();
    assertThat(pair.await()).as(pair::printed).isZero();
    run.awaitEvent("teacher_drained", "pair-0", coordinator);
    run.awaitEvent("teacher_drained", "pair-1", coordinator);
    run.awaitSteps(13, coordinator);
    student.terminate();
    assertThat(student.await()).as(student::printed).isZero();
    nodes.join("--role", "student");

    nodes.assertAllEndWell();
    assertThat(run.events("teacher_drained"))
        .extracting(
            event -> event.path("teacher").asText(), event -> event.path("returned").asInt())
        .containsExactlyInAnyOrder(tuple("pair-0", 0), tuple("pair-1", 0));
    assertThat(run.events("teacher_lost"))
        .as("all but those that a busy machine took for unreachable for a while")
        .allMatch(event -> event.path("reason").asText().equals("unreachable"));
    assertThat(run.events("rewound")).isEmpty();
    List<JsonNode> waited = run.events("waiting");
    assertThat(waited.get(0).path("message").asText())
        .isEqualTo("waiting for 3 more teachers (0 of 3 are there) and student student");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }
}
