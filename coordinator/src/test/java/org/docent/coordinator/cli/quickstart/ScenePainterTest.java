package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScenePainterTest {

  @Test
  void paintsCopiesOnlyWhereTheSceneHasThem() {
    ScenePainter painter = new ScenePainter(new SplittableRandom(3));
    for (Scene scene : new SceneGenerator(new SplittableRandom(4)).distinct(500)) {
      assertThat(PaintedScene.quadrants(painter.paint(scene))).isEqualTo(scene.quadrants());
    }
  }

  @Test
  void usesOneFlatColorForEachCopyAndOneForTheBackground() {
    Scene scene = new Scene(Shape.RING, PaintColor.ORANGE, true, true, 0b1111);

    Set<Integer> colors = colors(new ScenePainter(new SplittableRandom(3)).paint(scene));

    assertThat(colors).hasSize(5);
    for (int rgb : colors) {
      int red = rgb >> 16 & 255;
      int green = rgb >> 8 & 255;
      int blue = rgb & 255;
      if (red == green && green == blue) {
        assertThat(red).isBetween(185, 200);
      } else {
        assertThat(red).isBetween(225, 255);
        assertThat(green).isBetween(125, 155);
        assertThat(blue).isBetween(25, 55);
      }
    }
  }

  @Test
  void paintsSmallAndLargeSquaresToTheirSizes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      assertThat(copyPixels(false, random)).isIn(13 * 13, 15 * 15);
      assertThat(copyPixels(true, random)).isIn(21 * 21, 23 * 23);
    }
  }

  private static int copyPixels(boolean large, SplittableRandom random) {
    Scene scene = new Scene(Shape.SQUARE, PaintColor.BLUE, large, false, 0b0010);
    BufferedImage image = new ScenePainter(random).paint(scene);
    int pixels = 0;
    for (int rgb : rgb(image)) {
      pixels += rgb == image.getRGB(0, 0) ? 0 : 1;
    }
    return pixels;
  }

  private static Set<Integer> colors(BufferedImage image) {
    Set<Integer> colors = new HashSet<>();
    for (int rgb : rgb(image)) {
      colors.add(rgb);
    }
    return colors;
  }

  private static int[] rgb(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
