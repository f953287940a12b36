package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShapeTest {

  @ParameterizedTest
  @EnumSource(Shape.class)
  void staysWithinItsHalfExtentAndReachesIt(Shape shape) {
    assertThat(pixels(shape, 10, 10)).isEqualTo(pixels(shape, 10, 30)).isPositive();
    assertThat(shape.covers(0, 10, 10)).isTrue();
    assertThat(shape.covers(0, -10, 10)).isTrue();
  }

  @Test
  void coversAsManyPixelsAsCountedByHand() {
    assertThat(pixels(Shape.SQUARE, 6, 6)).isEqualTo(13 * 13);
    assertThat(pixels(Shape.DIAMOND, 6, 6)).isEqualTo(2 * 6 * 6 + 2 * 6 + 1);
    // two bars of 13 x 5 that share 5 x 5
    assertThat(pixels(Shape.CROSS, 6, 6)).isEqualTo(2 * 13 * 5 - 5 * 5);
    // rows of half-widths 0 0 1 1 2 2 3 3 4 4 5 5 6
    assertThat(pixels(Shape.TRIANGLE, 6, 6)).isEqualTo(13 + 2 * (2 * (1 + 2 + 3 + 4 + 5) + 6));
  }

  @Test
  void theRingIsACircleWithAHole() {
    int hole = pixels(Shape.CIRCLE, 10, 10) - pixels(Shape.RING, 10, 10);

    assertThat(Shape.RING.covers(0, 0, 10)).isFalse();
    assertThat(hole).isEqualTo(pixelsNearerThan(7));
  }

  @Test
  void theTrianglePointsUp() {
    assertThat(Shape.TRIANGLE.covers(1, -10, 10)).isFalse();
    assertThat(Shape.TRIANGLE.covers(10, 10, 10)).isTrue();
  }

  private static int pixels(Shape shape, int r, int within) {
    int pixels = 0;
    for (int dy = -within; dy <= within; dy++) {
      for (int dx = -within; dx <= within; dx++) {
        pixels += shape.covers(dx, dy, r) ? 1 : 0;
      }
    }
    return pixels;
  }

  private static int pixelsNearerThan(int distance) {
    int pixels = 0;
    for (int dy = -distance; dy <= distance; dy++) {
      for (int dx = -distance; dx <= distance; dx++) {
        pixels += dx * dx + dy * dy < distance * distance ? 1 : 0;
      }
    }
    return pixels;
  }
}
