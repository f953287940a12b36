package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.docent.tests.testkit.DisguisedTeacher;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.ImpostorNode;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students that learn from the same teachers become what they become alone. */
@Tag("slow")
class SeveralStudentsTest {

  private static final String PAIR = "students={plain={},fresh={seed=99,connector=null}}";

  private final Path folder;

  SeveralStudentsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void twoInOneRunBecomeWhatTheyBecomeApart() {
    train(folder.resolve("pair"), PAIR, "teacher.workers=2", "teacher.random-delay=10ms");

    of("pair", "plain").assertSameResultAs(GoldenRun.undisturbed().run());
    of("pair", "fresh").assertSameResultAs(GoldenRun.afresh().run());
  }

  @Test
  @Tag("cluster")
  void aTeacherComputesEachMicroBatchOnceForBoth() {
    Path home = folder.resolve("pair");
    List<MicroBatchId> computed = new CopyOnWriteArrayList<>();
    try (RunProcesses nodes = new RunProcesses(home)) {
      nodes.coordinator(PAIR, "stages=[dft]");
      nodes.join("--role", "student", "--name", "plain");
      nodes.join("--role", "student", "--name", "fresh");
      try (ImpostorNode teacher =
          ImpostorNode.join(
              nodes.address(),
              "counted",
              "",
              real -> DisguisedTeacher.thatCounts(real, computed),
              streamOf(home))) {
        nodes.assertAllEndWell();
        teacher.awaitEnd();
      }
    }

    assertThat(of("pair", "fresh").metrics()).hasSize(6);
    int microBatchesOfTwo =
        of("pair", "plain").metrics().stream()
            .mapToInt(step -> (step.path("samples").asInt() + 1) / 2)
            .sum();
    assertThat(computed).hasSize(microBatchesOfTwo).doesNotHaveDuplicates();
  }

  private static StreamSettings streamOf(Path home) {
    return SettingsLoader.load(GoldenFixture.configuration(home), List.of()).settings().stream();
  }

  @Test
  @Tag("cluster")
  void oneThatIsKilledCatchesUpWithoutHoldingUpTheOther() {
    Path home = folder.resolve("pair");
    try (RunProcesses nodes = new RunProcesses(home)) {
      DocentProcess coordinator =
          nodes.coordinator(
              PAIR,
              "stage-defaults.save-steps=2",
              "work.run-ahead-micro-batches=4",
              "teacher.random-delay=100ms");
      nodes.join("--role", "teacher");
      nodes.join("--role", "student", "--name", "plain");
      DocentProcess doomed = nodes.join("--role", "student", "--name", "fresh");
      of("pair", "fresh").awaitSteps(3, coordinator);
      nodes.kill(doomed);
      of("pair", "plain").awaitSteps(GoldenFixture.STEPS, coordinator);
      assertThat(of("pair", "fresh").metrics().size()).isLessThan(GoldenFixture.STEPS);
      nodes.join("--role", "student", "--name", "fresh");
      nodes.assertAllEndWell();
    }

    of("pair", "plain").assertSameResultAs(GoldenRun.undisturbed().run());
    of("pair", "fresh").assertSameResultAs(GoldenRun.afresh().run());
  }

  private RunFolder of(String run, String student) {
    return new RunFolder(GoldenFixture.run(folder.resolve(run)).path().resolve(student));
  }

  private static void train(Path home, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.add(GoldenFixture.configuration(home).toString());
    arguments.addAll(List.of(settings));
    DocentProcess.run(0, home, arguments.toArray(String[]::new));
  }
}
