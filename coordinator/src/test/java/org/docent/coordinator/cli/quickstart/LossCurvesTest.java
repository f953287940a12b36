package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private final Path folder;

  LossCurvesTest(@TempDir Path folder) {
    this.folder = folder;
  }

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

    LossCurves.write(png, "A run", List.of(read.series("loss", "student", 1).orElseThrow()));

    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(read.stages()).containsExactly("dpt", "sft");
    assertThat(read.series("res", "absent", 1)).isEmpty();
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
  void smoothsWithinAStageAndLeavesAGapWhereATermIsAbsent() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    Files.writeString(
        metrics,
        """
        {"stage":"dpt","loss":4,"res":1}
        {"stage":"dpt","loss":2,"res":3}
        {"stage":"sft","loss":8}
        {"stage":"dft","loss":9,"res":5}
        {"stage":"dft","loss":5,"res":7}
        {"stage":"dft","loss":1,"res":9}
        """);
    RunMetrics read = RunMetrics.read(metrics);

    LossSeries loss = read.series("loss", "loss", 2).orElseThrow();
    LossSeries res = read.series("res", "res", 2).orElseThrow();

    assertThat(loss.values()).containsExactly(4.0, 3.0, 8.0, 9.0, 7.0, 3.0);
    assertThat(loss.steps()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(res.values()).containsExactly(1.0, 2.0, Double.NaN, 5.0, 6.0, 8.0);
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
