package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {

  private static final int ALL_SCENES = 2_880;

  @Test
  void drawsEveryNumberOfCopiesAboutEquallyOften() {
    SceneGenerator generator = new SceneGenerator(new SplittableRandom(5));
    List<Scene> scenes = Stream.generate(generator::next).limit(4_000).toList();

    for (int copies = 1; copies <= 4; copies++) {
      int wanted = copies;
      assertThat(scenes.stream().filter(scene -> scene.count() == wanted).count())
          .isBetween(900L, 1_100L);
    }
  }

  @Test
  void canDrawEverySceneThereIs() {
    assertThat(new SceneGenerator(new SplittableRandom(5)).distinct(ALL_SCENES))
        .doesNotHaveDuplicates()
        .hasSize(ALL_SCENES);
  }

  @Test
  void neverDrawsAnExcludedScene() {
    Set<Scene> excluded = new HashSet<>(SceneGenerator.reserve());

    List<Scene> scenes =
        new SceneGenerator(new SplittableRandom(5))
            .outside(excluded, QuickstartData.TRAINING_IMAGES);

    assertThat(scenes).hasSize(QuickstartData.TRAINING_IMAGES).noneMatch(excluded::contains);
  }

  @Test
  void choosesEachSceneAtMostOnce() {
    List<Scene> reserve = SceneGenerator.reserve();

    List<Scene> chosen = new SceneGenerator(new SplittableRandom(5)).choose(reserve, 300);

    assertThat(chosen).hasSize(300).doesNotHaveDuplicates().isSubsetOf(reserve);
  }

  @Test
  void drawsTheSameScenesFromTheSameSeed() {
    assertThat(draw(11)).isEqualTo(draw(11)).isNotEqualTo(draw(12));
  }

  @Test
  void describesAScene() {
    Scene two = new Scene(Shape.DIAMOND, PaintColor.GREEN, true, false, 0b1001);
    Scene one = new Scene(Shape.CROSS, PaintColor.RED, false, true, 0b0100);

    assertThat(two.caption()).isEqualTo("two large green diamonds on white");
    assertThat(two.occupied()).containsExactly(0, 3);
    assertThat(one.caption()).isEqualTo("one small red cross on gray");
    assertThat(one.occupied()).containsExactly(2);
  }

  private static List<Scene> draw(long seed) {
    SceneGenerator generator = new SceneGenerator(new SplittableRandom(seed));
    return IntStream.range(0, 50).mapToObj(i -> generator.next()).toList();
  }
}
