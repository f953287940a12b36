package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose newest checkpoint has lost a bit on its disk. */
@Tag("slow")
class DamagedCheckpointTest {

  private final Path folder;

  DamagedCheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void goesOnFromTheOneBeforeAndSaysWhichIsDamaged() throws IOException {
    RunFolder run = GoldenFixture.run(folder);
    DocentProcess process =
        DocentProcess.start(
            folder,
            "train",
            GoldenFixture.configuration(folder).toString(),
            "teacher.random-delay=100ms");
    run.awaitSteps(14, process);
    process.kill();
    Path weights = run.checkpoint(12).resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);

    String printed = DocentProcess.run(0, folder, "resume", run.path().toString());

    assertThat(printed)
        .contains(run.checkpoint(12) + " is damaged and not used: model.safetensors");
    assertThat(run.events("checkpoint_damaged"))
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.path("directory").asText()).isEqualTo(run.checkpoint(12).toString());
              assertThat(event.path("reason").asText()).startsWith("model.safetensors has SHA-256");
            });
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }
}
