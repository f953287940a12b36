package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;

class ImagePreprocessorTest {

  @Test
  void preparesSquareAndPaddedImagesAsNumpyDoes() {
    for (JsonNode entry : Golden.json("images/prepare.json")) {
      JsonNode from = entry.get("from");
      PixelImage image =
          Golden.noise(
              from.get(0).asInt(), from.get(1).asInt(), entry.get("seed").asInt(), "noise");
      AspectRatio mode = AspectRatio.byKey(entry.get("mode").asText());
      ImageTensor tensor =
          new ImagePreprocessor(mode, entry.get("size").asInt()).prepare("noise", image);
      assertThat(tensor.rgbSha256()).isEqualTo(entry.get("rgb_sha256").asText());
      assertThat(Golden.sha256(bytes(tensor.chw()))).isEqualTo(entry.get("chw_sha256").asText());
      assertThat(tensor.sum()).isCloseTo(entry.get("sum").asDouble(), within());
      assertThat(tensor.absSum()).isCloseTo(entry.get("abs_sum").asDouble(), within());
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  @Test
  void namesTheAspectRatioItDoesNotKnow() {
    assertThatThrownBy(() -> AspectRatio.byKey("anyres"))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("anyres")
        .hasMessageContaining("square or pad");
  }
}
