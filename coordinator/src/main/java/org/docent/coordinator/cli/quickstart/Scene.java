package org.docent.coordinator.cli.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * What a picture shows, without the jitter of its painting: one to four copies of one shape in one
 * colour, at most one in each quadrant. There are 6 x 8 x 2 x 2 x 15 = 2,880 scenes.
 *
 * @param large whether the copies are large (half-extent 10 or 11 pixels) or small (6 or 7)
 * @param gray whether the background is gray or white
 * @param quadrants the occupied quadrants as bits 0 (top left), 1 (top right), 2, 3: 1..15
 */
record Scene(Shape shape, PaintColor color, boolean large, boolean gray, int quadrants) {

  static final int QUADRANTS = 4;

  private static final List<String> NUMBERS = List.of("one", "two", "three", "four");

  Scene {
    if (quadrants < 1 || quadrants > 15) {
      throw new IllegalArgumentException("quadrants must be a bit set of 1..15, not " + quadrants);
    }
  }

  /** The number words an answer or a caption may hold, one to four. */
  static List<String> numbers() {
    return NUMBERS;
  }

  /** How many copies there are: 1..4. */
  int count() {
    return Integer.bitCount(quadrants);
  }

  String number() {
    return NUMBERS.get(count() - 1);
  }

  String size() {
    return large ? "large" : "small";
  }

  String background() {
    return gray ? "gray" : "white";
  }

  /** The occupied quadrants in reading order, 0..3. */
  List<Integer> occupied() {
    List<Integer> occupied = new ArrayList<>(QUADRANTS);
    for (int quadrant = 0; quadrant < QUADRANTS; quadrant++) {
      if ((quadrants >> quadrant & 1) == 1) {
        occupied.add(quadrant);
      }
    }
    return List.copyOf(occupied);
  }

  /** Such as {@code two large green diamonds on white}. */
  String caption() {
    String noun = count() == 1 ? shape.singular() : shape.plural();
    return String.join(" ", number(), size(), color.word(), noun, "on", background());
  }
}
