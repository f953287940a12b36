package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Writes what {@code make_vision_encoder.py} trains on into {@code target/vision-training}:
 * pictures and their tags. Run this test, then the script.
 */
class VisionTrainingPicturesTest {

  private static final int PICTURES = 3_600;
  private static final long SEED = 7;

  @Test
  void writesTaggedPicturesOfScenesOutsideTheReserve() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "vision-training"));
    SplittableRandom root = new SplittableRandom(SEED);
    Set<Scene> reserve = new HashSet<>(SceneGenerator.reserve());
    List<Scene> scenes = new SceneGenerator(root.split()).outside(reserve, PICTURES);
    ScenePainter painter = new ScenePainter(root.split());
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode tags = mapper.createArrayNode();
    ImageIO.setUseCache(false);

    for (int i = 0; i < scenes.size(); i++) {
      Scene scene = scenes.get(i);
      String name = "%04d.png".formatted(i);
      ImageIO.write(painter.paint(scene), "png", folder.resolve(name).toFile());
      tags.addObject()
          .put("image", name)
          .put("shape", scene.shape().singular())
          .put("color", scene.color().word())
          .put("large", scene.large())
          .put("gray", scene.gray())
          .put("quadrants", scene.quadrants());
    }
    mapper.writeValue(folder.resolve("tags.json").toFile(), tags);

    assertThat(reserve).hasSize(SceneGenerator.RESERVED_SCENES).doesNotContainAnyElementsOf(scenes);
    assertThat(folder.resolve("%04d.png".formatted(PICTURES - 1))).isNotEmptyFile();
  }
}
