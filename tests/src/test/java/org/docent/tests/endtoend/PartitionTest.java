package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.docent.tests.testkit.TestNetwork;
import org.docent.tests.testkit.TestNetwork.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines whose cables are pulled in the middle of a run: nobody dies, they only do not meet. */
@Tag("slow")
@Tag("cluster")
class PartitionTest {

  private static final String SLOWLY = "teacher.random-delay=4s";

  private final TestNetwork network = TestNetwork.make();
  private final RunFolder run;
  private final RunProcesses nodes;

  PartitionTest(@TempDir Path folder) {
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
    network.close();
  }

  @Test
  void aTeacherThatIsCutOffLosesItsWorkAndEndsWhenItIsBack() {
    Machine away = network.machine();
    DocentProcess coordinator = nodes.on(network.machine()).coordinator(SLOWLY);
    DocentProcess lost = nodes.on(away).join("--role", "teacher", "--name", "lost");
    nodes.on(network.machine()).join("--role", "student");
    run.awaitSteps(2, coordinator);
    away.cutOff();
    run.awaitEvent("teacher_lost", "lost", coordinator);
    nodes.on(network.machine()).join("--role", "teacher", "--name", "heir");
    nodes.awaitPrinted(coordinator, "is lost and leaves the cluster");
    away.heal();

    assertThat(lost.await()).as(lost::printed).isEqualTo(1);
    assertThat(lost.printed()).contains("has taken this node for lost");
    nodes.forget(lost);
    nodes.assertAllEndWell();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void oneOfThreeCoordinatorsThatIsCutOffEndsAndWritesNothing() {
    Machine away = network.machine();
    DocentProcess first = nodes.on(network.machine()).coordinator(SLOWLY);
    DocentProcess alone = nodes.on(away).standby(run);
    DocentProcess other = nodes.on(network.machine()).standby(run);
    nodes.awaitPrinted(alone, "stands by for the coordinator at " + nodes.address());
    nodes.awaitPrinted(other, "stands by for the coordinator at " + nodes.address());
    nodes.on(network.machine()).join("--role", "teacher", "--name", "teacher");
    nodes.on(network.machine()).join("--role", "student");
    run.awaitSteps(1, first);
    away.cutOff();

    assertThat(alone.await()).as(alone::printed).isNotZero();
    nodes.forget(alone);
    nodes.assertAllEndWell();
    assertThat(alone.printed())
        .contains("this node is cut off from the coordinator at " + nodes.address() + " and ends");
    assertThat(run.events("coordinator_moved")).isEmpty();
    assertThat(first.printed()).contains("finished: the student is " + run.model());
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aCoordinatorThatIsCutOffFromAllKeepsTheRunAndGoesOnWithNewWorkers() {
    Machine away = network.machine();
    Machine here = network.machine();
    DocentProcess first = nodes.on(away).coordinator(SLOWLY);
    DocentProcess standby = nodes.on(here).standby(run);
    DocentProcess teacher = nodes.on(here).join("--role", "teacher", "--name", "teacher");
    DocentProcess student = nodes.on(here).join("--role", "student");
    nodes.awaitPrinted(standby, "stands by for the coordinator at " + nodes.address());
    run.awaitSteps(2, first);
    away.cutOff();

    assertThat(standby.await()).as(standby::printed).isNotZero();
    Map<Path, String> then = files();
    nodes.kill(teacher);
    nodes.kill(student);
    nodes.forget(standby);
    assertThat(files()).isEqualTo(then);
    away.heal();
    nodes.on(here).join("--role", "teacher", "--name", "new");
    nodes.on(network.machine()).join("--role", "student");
    nodes.assertAllEndWell();
    assertThat(run.events("coordinator_moved")).isEmpty();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  /** What a student writes, by when and how much of it. */
  private Map<Path, String> files() {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run.path())) {
      for (Path file : all.filter(path -> path.toString().contains("checkpoint")).toList()) {
        found.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
