package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.docent.coordinator.cli.Main;
import org.docent.model.weights.Safetensors;
import org.docent.model.weights.WeightSource;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.Numbers;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gradients of each stage's first step, as the optimizer of the checkpoint after it has them.
 */
@Tag("slow")
class GoldenGradientsTest {

  private static final double TOLERANCE = 1e-4;
  private static final double FIRST_MOMENT_SHARE = 0.1; // 1 - beta1, of the clipped gradient
  private static final int STEPS_OF_A_STAGE = 6;

  private final Path folder;

  GoldenGradientsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theFirstStepOfEachStageHasTheGradientsOfTheReference() {
    String conf = GoldenFixture.configuration(folder).toString();
    assertThat(Main.run("train", conf, "stage-defaults.save-steps=1")).isZero();

    assertFirstMoments(0, "dpt", 1.5);
    assertFirstMoments(1, "sft", 1.0);
    assertFirstMoments(2, "dft", 1.0);
  }

  private void assertFirstMoments(int stage, String name, double maxGradNorm) {
    RunFolder run = GoldenFixture.run(folder);
    int before = stage * STEPS_OF_A_STAGE;
    double norm = run.metrics().get(before).path("grad_norm").asDouble();
    double clip = Math.min(1, maxGradNorm / norm);
    Path optimizer = run.checkpoint(before + 1).resolve("optimizer.safetensors");
    Path gradients = GoldenFixture.file("expected/" + name + "-gradients.safetensors");
    try (WeightSource found = Safetensors.open(optimizer);
        WeightSource expected = Safetensors.open(gradients)) {
      for (String parameter : expected.names()) {
        double distance =
            Numbers.distance(
                found,
                expected,
                "m." + parameter.replaceFirst("\\.", "/"),
                parameter,
                1 / (FIRST_MOMENT_SHARE * clip));
        assertThat(distance).as("%s of %s", parameter, name).isLessThan(TOLERANCE);
      }
      assertThat(found.names()).as("m and v of each").hasSize(2 * expected.names().size());
    }
  }
}
