package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.docent.tests.testkit.AppliedCount;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teachers that are killed and frozen: what they had is computed elsewhere, to the same bytes. */
@Tag("slow")
@Tag("cluster")
class LostTeachersTest {

  private final RunFolder run;
  private final RunProcesses nodes;

  LostTeachersTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void teachersKilledInTurnUntilOneIsLeftChangeNothing() {
    DocentProcess coordinator = nodes.coordinator("teacher.random-delay=300ms");
    List<DocentProcess> teachers = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      teachers.add(nodes.join("--role", "teacher", "--name", name));
    }
    for (DocentProcess teacher : teachers) {
      nodes.awaitPrinted(teacher, "joined the cluster");
    }
    nodes.join("--role", "student"); // the run cannot begin before
    for (String name : List.of("first", "second", "third")) {
      run.awaitEvent("teacher_admitted", name, coordinator);
    }
    run.awaitSteps(1, coordinator);
    nodes.kill(teachers.get(0));
    run.awaitEvent("teacher_lost", "first", coordinator);
    run.awaitSteps(2, coordinator);
    nodes.kill(teachers.get(1));
    run.awaitEvent("teacher_lost", "second", coordinator);

    nodes.assertAllEndWell();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    AppliedCount.assertEachOnce(run, "student-0", GoldenRun.SAMPLES);
  }

  @Test
  void aTeacherFrozenPastItsLeaseIsFencedWhenItWakes() {
    DocentProcess coordinator =
        nodes.coordinator(
            "teacher.random-delay=400ms",
            "work.lease=1s",
            "work.heartbeat=500ms",
            "work.strikes=100");
    nodes.join("--role", "student");
    DocentProcess frozen = nodes.join("--role", "teacher", "--name", "frozen");
    nodes.join("--role", "teacher", "--name", "other");
    run.awaitEvent("teacher_admitted", "frozen", coordinator);
    run.awaitEvent("teacher_admitted", "other", coordinator);
    run.awaitSteps(1, coordinator);
    int before = revoked().size();
    frozen.freeze();
    await(
        coordinator, "leases of the frozen teacher to be revoked", () -> revoked().size() > before);
    frozen.wake();

    nodes.assertAllEndWell();
    assertThat(revoked()).hasSizeGreaterThan(before);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    AppliedCount.assertEachOnce(run, "student-0", GoldenRun.SAMPLES);
  }

  private List<JsonNode> revoked() {
    Predicate<JsonNode> its = event -> event.path("teacher").asText().equals("frozen");
    return run.wholeEvents("lease_revoked").stream().filter(its).toList();
  }

  private static void await(DocentProcess coordinator, String what, BooleanSupplier condition) {
    Await.until(
        what,
        Duration.ofMinutes(1),
        () -> {
          assertThat(coordinator.alive()).as(coordinator::printed).isTrue();
          return condition.getAsBoolean();
        });
  }
}
