package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole cluster of processes by one command, killed, drained, stopped and taken up again. */
@Tag("slow")
@Tag("cluster")
class ClusterUpTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern MEMBER =
      Pattern.compile("(?m)^(\\S+) (?:has joined|is at).*: pid (\\d+),");

  /** Slow enough that commands can look at the run. */
  private static final String SLOW_TEACHERS = "teacher.random-delay=2s";

  private final Path folder;
  private final RunFolder run;

  ClusterUpTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
  }

  @Test
  void aWorkerThatIsKilledIsStartedAgainAndTheStudentIsTheSame() throws Exception {
    try (DocentProcess cluster = up("--teachers", "2", "work.min-teachers=2", SLOW_TEACHERS)) {
      run.awaitSteps(1, cluster);
      ProcessHandle doomed = member(cluster, "teacher-1");
      doomed.destroyForcibly();

      JsonNode status =
          new ObjectMapper()
              .readTree(DocentProcess.answerOf(folder, "status", run.path().toString(), "--json"));

      assertThat(status.path("run").asText()).isEqualTo("golden");
      assertThat(status.path("phase").asText()).isEqualTo("training");
      JsonNode student = status.path("students").path(0);
      assertThat(student.path("stage").asText()).isIn("dpt", "sft", "dft");
      assertThat(student.path("all_steps").asInt()).isEqualTo(GoldenFixture.STEPS);
      assertThat(student.path("global_step").asInt()).isBetween(1, GoldenFixture.STEPS);
      assertThat(status.path("nodes").findValuesAsText("role"))
          .contains("coordinator", "student", "teacher", "client");
      assertThat(cluster.await()).as(cluster::printed).isZero();
      assertThat(cluster.answer())
          .contains("teacher-1 ended with SIGKILL and is started again in 1 s")
          .contains("finished: the student is " + run.model());
      assertThat(run.path().resolve("logs")).isDirectoryContaining("glob:**/teacher-1.log");
      run.assertSameResultAs(GoldenRun.undisturbed().run());
    }
    String[] again = {"cluster", "up", "--resume", run.path().toString(), "--teachers", "2"};
    assertThat(DocentProcess.run(0, folder, again))
        .contains("is finished, nothing is left to do: the student is " + run.model());
  }

  @Test
  void itsChildrenEndWithItAndTheRunCanBeDrainedStoppedAndTakenUp() {
    List<ProcessHandle> children;
    try (DocentProcess cluster = up("--teachers", "1", SLOW_TEACHERS)) {
      run.awaitSteps(1, cluster);
      children = cluster.process().children().toList();
      assertThat(children).hasSize(3);
      cluster.kill();
    }
    Await.until(
        "the children's end", PATIENCE, () -> children.stream().noneMatch(ProcessHandle::isAlive));

    String directory = run.path().toString();
    try (DocentProcess cluster =
        DocentProcess.start(folder, "cluster", "up", "--resume", directory, "--teachers", "2")) {
      run.awaitEvent("teacher_admitted", "teacher-2", cluster);
      String drained = DocentProcess.run(0, folder, "drain", "teacher-2", "--join", directory);
      assertThat(drained).contains("teacher teacher-2 has left");
      String stopped = DocentProcess.run(0, folder, "stop", directory);
      assertThat(stopped).contains("go on with docent resume " + directory);
      assertThat(cluster.await()).as(cluster::printed).isZero();
      assertThat(cluster.answer())
          .contains("teacher teacher-2 has drained and left", "teacher-2 has left; the run goes on")
          .contains("stopped: go on with docent cluster up --resume " + directory);
    }
    assertThat(run.events("teacher_drained")).hasSize(1);
    assertThat(run.events("stopped")).hasSize(1);

    DocentProcess.run(0, folder, "resume", directory);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  private DocentProcess up(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "cluster";
    arguments[1] = "up";
    arguments[2] = GoldenFixture.configuration(folder).toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return DocentProcess.start(folder, arguments);
  }

  /** The process of a member, as the cluster said when it joined. */
  private static ProcessHandle member(DocentProcess cluster, String name) {
    Matcher said = MEMBER.matcher(cluster.answer());
    while (said.find()) {
      if (said.group(1).equals(name)) {
        return ProcessHandle.of(Long.parseLong(said.group(2))).orElseThrow();
      }
    }
    throw new AssertionError(name + " has not joined:\n" + cluster.printed());
  }
}
