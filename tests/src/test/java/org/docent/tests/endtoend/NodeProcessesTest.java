package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each role as a process of its own: messages and signals cross sockets. */
@Tag("slow")
@Tag("cluster")
class NodeProcessesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern ADDRESS = Pattern.compile("coordinator at (\\S+:\\d+),");

  private final Path folder;
  private final RunFolder run;
  private final List<DocentProcess> processes = new ArrayList<>();

  NodeProcessesTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    processes.forEach(DocentProcess::close);
  }

  @Test
  void processesMakeTheSameStudentAndEndWithTheRun() {
    DocentProcess coordinator = coordinator();
    String address = addressOf(coordinator);
    node("--role", "teacher", "--name", "first", "--join", address);
    node("--role", "teacher", "--name", "second", "--join", address);
    node("--role", "student", "--join", address);

    assertAllEndWell();
    assertThat(coordinator.printed()).contains("finished: the student is " + run.model());
    assertThat(run.events("teacher_joined")).hasSize(2);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aTeacherKilledOnTheWayChangesNothing() {
    DocentProcess coordinator = coordinator("--set", "teacher.random-delay=100ms");
    String address = addressOf(coordinator);
    DocentProcess doomed = node("--role", "teacher", "--name", "doomed", "--join", address);
    node("--role", "student", "--join", address);
    run.awaitSteps(1, coordinator);
    node("--role", "teacher", "--name", "heir", "--join", address);
    run.awaitSteps(3, coordinator);
    doomed.kill();
    processes.remove(doomed);

    assertAllEndWell();
    assertThat(run.events("teacher_lost"))
        .extracting(event -> event.path("teacher").asText())
        .contains("doomed");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  private DocentProcess coordinator(String... settings) {
    List<String> arguments = new ArrayList<>(List.of("--role", "coordinator", "--conf"));
    arguments.add(GoldenFixture.configuration(folder).toString());
    arguments.addAll(List.of(settings));
    return node(arguments.toArray(String[]::new));
  }

  private DocentProcess node(String... options) {
    List<String> arguments = new ArrayList<>(List.of("node"));
    arguments.addAll(List.of(options));
    DocentProcess process = DocentProcess.start(folder, arguments.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  private static String addressOf(DocentProcess coordinator) {
    Await.until(
        "the coordinator's address",
        PATIENCE,
        () -> {
          assertThat(coordinator.alive()).as(coordinator::printed).isTrue();
          return ADDRESS.matcher(coordinator.answer()).find();
        });
    Matcher found = ADDRESS.matcher(coordinator.answer());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private void assertAllEndWell() {
    for (DocentProcess process : processes) {
      assertThat(process.await()).as(process::printed).isZero();
    }
  }
}
