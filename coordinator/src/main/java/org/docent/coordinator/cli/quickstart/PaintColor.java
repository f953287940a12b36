package org.docent.coordinator.cli.quickstart;

import java.util.Locale;

/** The eight colours before their jitter, as red, green and blue of 0..255. */
enum PaintColor {
  RED(220, 40, 40),
  GREEN(40, 160, 60),
  BLUE(50, 80, 220),
  YELLOW(235, 205, 50),
  PURPLE(140, 60, 170),
  ORANGE(240, 140, 40),
  BLACK(30, 30, 30),
  PINK(245, 150, 190);

  private final int red;
  private final int green;
  private final int blue;

  PaintColor(int red, int green, int blue) {
    this.red = red;
    this.green = green;
    this.blue = blue;
  }

  int red() {
    return red;
  }

  int green() {
    return green;
  }

  int blue() {
    return blue;
  }

  /** The word used in captions and answers. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
