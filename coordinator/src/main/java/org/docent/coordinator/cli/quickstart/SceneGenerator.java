package org.docent.coordinator.cli.quickstart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws scenes: the number of copies uniform in 1..4, then that many quadrants, everything else
 * uniform. So scenes with four copies, of which there are few, come as often as the others.
 */
final class SceneGenerator {

  /** Scenes no vision encoder was ever trained on; every seed's held-out scenes come from them. */
  static final int RESERVED_SCENES = 600;

  private static final long RESERVE_SEED = 999;

  private final SplittableRandom random;

  SceneGenerator(SplittableRandom random) {
    this.random = random;
  }

  /** The reserve: the same distinct scenes whatever the seed of a data set. */
  static List<Scene> reserve() {
    return new SceneGenerator(new SplittableRandom(RESERVE_SEED)).distinct(RESERVED_SCENES);
  }

  Scene next() {
    int copies = 1 + random.nextInt(Scene.QUADRANTS);
    List<Integer> quadrants = new ArrayList<>(List.of(0, 1, 2, 3));
    int occupied = 0;
    for (int copy = 0; copy < copies; copy++) {
      occupied |= 1 << quadrants.remove(random.nextInt(quadrants.size()));
    }
    return new Scene(
        anyOf(Shape.values()),
        anyOf(PaintColor.values()),
        random.nextBoolean(),
        random.nextBoolean(),
        occupied);
  }

  private <T> T anyOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** So many different scenes, in the order drawn. */
  List<Scene> distinct(int count) {
    Set<Scene> scenes = new LinkedHashSet<>();
    while (scenes.size() < count) {
      scenes.add(next());
    }
    return List.copyOf(scenes);
  }

  /** So many scenes that are not among {@code excluded}; a scene may come more than once. */
  List<Scene> outside(Set<Scene> excluded, int count) {
    List<Scene> scenes = new ArrayList<>(count);
    while (scenes.size() < count) {
      Scene scene = next();
      if (!excluded.contains(scene)) {
        scenes.add(scene);
      }
    }
    return Collections.unmodifiableList(scenes);
  }

  /** So many of these scenes, each at most once, in random order. */
  List<Scene> choose(List<Scene> from, int count) {
    List<Scene> left = new ArrayList<>(from);
    List<Scene> chosen = new ArrayList<>(count);
    while (chosen.size() < count) {
      chosen.add(left.remove(random.nextInt(left.size())));
    }
    return Collections.unmodifiableList(chosen);
  }
}
