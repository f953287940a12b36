package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BicubicResizeTest {

  @Test
  void equalsPillowToTheByteUpAndDownInBothOrdersOfPasses() {
    List<String> differing = new ArrayList<>();
    JsonNode table = Golden.json("images/resize.json");
    for (JsonNode entry : table) {
      JsonNode from = entry.get("from");
      JsonNode to = entry.get("to");
      PixelImage source =
          Golden.noise(
              from.get(0).asInt(),
              from.get(1).asInt(),
              entry.get("seed").asInt(),
              entry.get("kind").asText());
      int width = to.get(0).asInt();
      int height = to.get(1).asInt();
      PixelImage across = BicubicResize.resize(source, width, height, PassOrder.HORIZONTAL_FIRST);
      PixelImage newest = BicubicResize.resize(source, width, height);
      if (!Golden.sha256(across.rgb()).equals(entry.get("sha256").asText())
          || !Golden.sha256(newest.rgb()).equals(entry.get("sha256_13").asText())) {
        differing.add(entry.toString());
      }
    }
    assertThat(differing).isEmpty();
    assertThat(table.size()).isGreaterThan(150);
  }

  @Test
  void returnsTheImageItselfWhenNothingChanges() {
    PixelImage image = Golden.noise(5, 4, 1, "noise");
    assertThat(BicubicResize.resize(image, 5, 4)).isSameAs(image);
  }
}
