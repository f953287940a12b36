package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurvesTest {

  private static final int BLUE = 0x1f77b4;

  @TempDir Path folder;

  @Test
  void drawsWhatARunMeasured() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int step = 0; step < 60; step++) {
      String stage = step < 20 ? "dpt" : "sft";
      lines.append(
          "{\"stage\":\"%s\",\"step\":%d,\"loss\":%s}\n"
              .formatted(stage, step % 20, 4.0 / (step + 1)));
    }
    Files.writeString(metrics, lines);
    RunMetrics read = RunMetrics.read(metrics);
    Path png = folder.resolve("loss.png");

    LossCurves.write(png, "A run", List.of(read.series("loss", "student").orElseThrow()));

    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(read.stages()).containsExactly("dpt", "sft");
    assertThat(read.series("res", "absent")).isEmpty();
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(pixels(image, BLUE)).isGreaterThan(300);
  }

  @Test
  void namesTheLineThatIsNotJson() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    Files.writeString(metrics, "{\"stage\":\"dpt\",\"loss\":1}\n{\"stage\":\n");

    assertThatThrownBy(() -> RunMetrics.read(metrics))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("metrics.jsonl, line 2");
  }

  @Test
  void smoothsOverTheStepsBefore() {
    LossSeries series = new LossSeries("a", List.of(1, 2, 3, 4), List.of(4.0, 2.0, 0.0, 6.0));

    assertThat(series.smoothed(2).values()).containsExactly(4.0, 3.0, 1.0, 3.0);
    assertThat(series.smoothed(10).values().get(3)).isCloseTo(3.0, within(1e-12));
  }

  private static int pixels(BufferedImage image, int rgb) {
    int pixels = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        pixels += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return pixels;
  }
}
