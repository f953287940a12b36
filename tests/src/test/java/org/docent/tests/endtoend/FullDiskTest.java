package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.SmallDisk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose disk is full for a while: it costs checkpoints, and nothing else. */
@Tag("slow")
class FullDiskTest {

  private static final int SIGTERM_EXIT = 128 + 15;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Room for what is logged, and for no checkpoint. */
  private static final long TOO_LITTLE = 100_000;

  private final Path folder;
  private final RunFolder run;

  FullDiskTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
  }

  @Test
  void trainingGoesOnWaitsAtTheStagesEndAndEndsInTheSameBytes() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(run.path(), 16);
        DocentProcess process = train("stage-defaults.save-steps=2")) {
      Await.until("the first checkpoint", PATIENCE, () -> run.checkpoints().contains(2));
      disk.fillUpTo(TOO_LITTLE);
      awaitFailures(2, process);
      awaitFailuresAt(6, process);
      assertThat(run.metrics()).hasSize(6);
      disk.makeRoom();

      assertThat(process.await()).as(process::printed).isZero();
      run.assertSameResultAs(GoldenRun.undisturbed().run());
      assertThat(run.checkpoints()).contains(6, 12, 18);
      assertThat(run.events("checkpoint_failed"))
          .extracting(event -> event.path("reason").asText())
          .allSatisfy(
              reason ->
                  assertThat(reason)
                      .contains(run.path().toString(), "it takes ", " bytes usable in "));
      assertThat(process.printed()).contains("nothing follows until it is written");
    }
  }

  @Test
  void aStopThatCannotBeSavedEndsWithWhatWasCommittedBefore() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(run.path(), 16);
        DocentProcess process = train("stage-defaults.save-steps=0")) {
      run.awaitSteps(14, process);
      disk.fillUpTo(TOO_LITTLE);
      process.terminate();
      int exit = process.await();

      assertThat(exit).as(process::printed).isEqualTo(SIGTERM_EXIT);
      assertThat(run.checkpoints()).containsExactly(6, 12);
      assertThat(run.events("stopped"))
          .singleElement()
          .extracting(event -> event.path("reason").asText())
          .asString()
          .startsWith("interrupted; what follows is not saved: cannot commit")
          .contains("it takes ", " bytes usable in ");
      disk.makeRoom();

      DocentProcess.run(0, folder, "resume", run.path().toString());
      run.assertSameResultAs(GoldenRun.undisturbed().run());
    }
  }

  private DocentProcess train(String setting) {
    return DocentProcess.start(
        folder,
        "train",
        GoldenFixture.configuration(folder).toString(),
        "teacher.random-delay=100ms",
        "work.heartbeat=50ms",
        setting);
  }

  private void awaitFailures(int number, DocentProcess process) {
    Await.until(
        number + " checkpoints to fail",
        PATIENCE,
        () -> {
          assertThat(process.alive()).as(process::printed).isTrue();
          return failures().size() >= number;
        });
  }

  private void awaitFailuresAt(int globalStep, DocentProcess process) {
    Await.until(
        "the checkpoint of step " + globalStep + " to fail",
        PATIENCE,
        () -> {
          assertThat(process.alive()).as(process::printed).isTrue();
          return failures().stream()
              .anyMatch(event -> event.path("global_step").asInt() == globalStep);
        });
  }

  private List<JsonNode> failures() {
    return run.wholeEvents("checkpoint_failed");
  }
}
