package org.docent.coordinator.cli.quickstart;

import java.awt.image.BufferedImage;

/** Reads a picture's quadrants back, independently of how they were painted. */
final class PaintedScene {

  private static final int HALF = ScenePainter.SIDE / 2;

  private PaintedScene() {}

  /** The quadrants that hold anything but the background, as bits. */
  static int quadrants(BufferedImage image) {
    int background = image.getRGB(0, 0);
    int occupied = 0;
    for (int quadrant = 0; quadrant < Scene.QUADRANTS; quadrant++) {
      occupied |= holdsAnything(image, quadrant, background) ? 1 << quadrant : 0;
    }
    return occupied;
  }

  private static boolean holdsAnything(BufferedImage image, int quadrant, int background) {
    for (int y = 0; y < HALF; y++) {
      for (int x = 0; x < HALF; x++) {
        int rgb = image.getRGB(HALF * (quadrant % 2) + x, HALF * (quadrant / 2) + y);
        if (rgb != background) {
          return true;
        }
      }
    }
    return false;
  }
}
