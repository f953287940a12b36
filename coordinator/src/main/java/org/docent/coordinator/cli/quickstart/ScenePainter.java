package org.docent.coordinator.cli.quickstart;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * Paints a scene into 56 x 56 RGB pixels without anti-aliasing. Each copy gets its own half-extent,
 * a centre off its quadrant's by up to two pixels an axis and a colour off its own by up to 15 a
 * channel; the background is one grey level. A copy never leaves its quadrant.
 */
final class ScenePainter {

  /** Pixels along a side. */
  static final int SIDE = 56;

  private static final int CENTRE_JITTER = 2;
  private static final int COLOR_JITTER = 15;

  private final SplittableRandom random;

  ScenePainter(SplittableRandom random) {
    this.random = random;
  }

  BufferedImage paint(Scene scene) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int level = scene.gray() ? random.nextInt(185, 201) : random.nextInt(240, 256);
    fill(image, rgb(level, level, level));
    for (int quadrant : scene.occupied()) {
      paintCopy(image, scene, quadrant);
    }
    return image;
  }

  private void paintCopy(BufferedImage image, Scene scene, int quadrant) {
    int r = (scene.large() ? 10 : 6) + random.nextInt(2);
    int centreX = SIDE / 4 + SIDE / 2 * (quadrant % 2) + jitter(CENTRE_JITTER);
    int centreY = SIDE / 4 + SIDE / 2 * (quadrant / 2) + jitter(CENTRE_JITTER);
    PaintColor color = scene.color();
    int rgb =
        rgb(
            color.red() + jitter(COLOR_JITTER),
            color.green() + jitter(COLOR_JITTER),
            color.blue() + jitter(COLOR_JITTER));
    for (int dy = -r; dy <= r; dy++) {
      for (int dx = -r; dx <= r; dx++) {
        if (scene.shape().covers(dx, dy, r)) {
          image.setRGB(centreX + dx, centreY + dy, rgb);
        }
      }
    }
  }

  private static void fill(BufferedImage image, int rgb) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.setRGB(x, y, rgb);
      }
    }
  }

  private int jitter(int most) {
    return random.nextInt(-most, most + 1);
  }

  private static int rgb(int red, int green, int blue) {
    return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
  }

  private static int clamp(int channel) {
    return Math.max(0, Math.min(255, channel));
  }
}
