package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderTest {

  @Test
  void readsEveryKindOfExactFileAsPillowDoes() {
    List<String> differing = new ArrayList<>();
    JsonNode table = Golden.json("images/decode.json");
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      PixelImage image = ImageReader.read(Golden.file("images/" + entry.getKey()));
      JsonNode expected = entry.getValue();
      if (image.width() != expected.get("width").asInt()
          || image.height() != expected.get("height").asInt()
          || !Golden.sha256(image.rgb()).equals(expected.get("sha256").asText())) {
        differing.add(entry.getKey());
      }
    }
    assertThat(differing).isEmpty();
    assertThat(table.size()).isGreaterThan(40);
  }

  @ParameterizedTest
  @CsvSource({
    "444.jpg, 3, 0.5",
    "422.jpg, 3, 0.5",
    "420.jpg, 3, 0.5",
    "progressive.jpg, 3, 0.5",
    "grey.jpg, 3, 0.5",
    "cmyk.jpg, 3, 0.5",
    "oriented.jpg, 3, 0.5",
    "rgb.jpg, 3, 0.5",
    "profile.jpg, 3, 0.5",
    "lossy.webp, 12, 1.1",
    "lossy-edges.webp, 12, 2.4",
    "lossy-unfiltered.webp, 0, 0",
    "lossy-alpha.webp, 0, 0"
  })
  void readsLossyFilesWithinAFewGreyLevels(String name, int allowed, double allowedMean) {
    PixelImage image = ImageReader.read(Golden.file("images/" + name));
    PixelImage expected = ImageReader.read(Golden.file("images/" + name + ".expected.png"));
    assertThat(image.width()).isEqualTo(expected.width());
    assertThat(image.height()).isEqualTo(expected.height());
    int worst = 0;
    long total = 0;
    for (int i = 0; i < image.rgb().length; i++) {
      int difference = Math.abs((image.rgb()[i] & 255) - (expected.rgb()[i] & 255));
      worst = Math.max(worst, difference);
      total += difference;
    }
    assertThat(worst).isLessThanOrEqualTo(allowed);
    assertThat(total / (double) image.rgb().length).isLessThanOrEqualTo(allowedMean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cut.jpg",
        "cut.png",
        "flipped.png",
        "cut.webp",
        "empty.png",
        "text.jpg",
        "missing.png"
      })
  void refusesABrokenFileInOneSentenceThatNamesIt(String name) {
    Path file = Golden.file("images/broken").resolve(name);
    assertThatThrownBy(() -> ImageReader.read(file))
        .isInstanceOfSatisfying(
            DocentException.class, e -> assertThat(e.category()).isEqualTo(Category.SKIP_BATCH))
        .hasMessageContaining(file.toString())
        .hasMessageEndingWith(".");
  }

  @Test
  void refusesALargeImageOfEveryKindByItsHeaderAlone() throws IOException {
    List<String> names = new ArrayList<>(List.of("444.jpg", "progressive.jpg", "lossy.webp"));
    Golden.json("images/decode.json").fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      byte[] whole = Files.readAllBytes(Golden.file("images/" + name));
      PixelImage image = ImageReader.read(new EncodedImage(name, whole));
      long pixels = (long) image.width() * image.height();
      assertThat(ImageReader.read(new EncodedImage(name, whole), pixels).width())
          .isEqualTo(image.width());
      assertThatThrownBy(() -> ImageReader.read(new EncodedImage(name, whole), pixels - 1))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining(
              "%dx%d pixels, and at most %d".formatted(image.width(), image.height(), pixels - 1));
    }
  }

  @Test
  void refusesABombBeforeItTakesAnyMemory() {
    ByteBuffer gif = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.putShort((short) 65_535).putShort((short) 65_535).put(new byte[] {(byte) 0x80, 0, 0});
    gif.put(new byte[6]); // two colours
    gif.put((byte) ',').putInt(0).putShort((short) 65_535).putShort((short) 65_535);
    gif.put(new byte[] {0, 2, 1, 0, 0, ';'});
    assertThatThrownBy(() -> ImageReader.read(new EncodedImage("bomb.gif", gif.array())))
        .hasMessageContaining("bomb.gif")
        .hasMessageContaining("65535x65535 pixels");
  }
}
