package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected lengths come from Python's own {@code str.split()}: tests/golden/grouped_order.py. */
class RecordLengthsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/lengths");

  @Test
  void countsWordsAsPythonDoesAndGivesTextsTheMinus() throws IOException {
    LlavaDataset dataset = LlavaDataset.openMeasured(GOLDEN.resolve("records.json"));
    int[] expected =
        new ObjectMapper().readValue(GOLDEN.resolve("expected.json").toFile(), int[].class);

    assertThat(dataset.signedLengths()).isEqualTo(expected).hasSize(17);
    for (int i = 0; i < expected.length; i++) {
      if (i != 4) { // a placeholder without an image is a fault of its record
        assertThat(dataset.record(i).image().isPresent()).isEqualTo(expected[i] > 0);
      }
    }
  }

  @Test
  void measuresWhatCannotBeUsedAsFarAsItGoes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("odd.json");
    Files.writeString(
        file,
        """
        [{}, {"conversations": 3, "image": ["x", ["y"], 7]}, {"conversations": []},
         {"conversations": ["a b", ["c"], null, {"value": ["d e"]}, {"value": {"value": "f"}},
           {"from": "two words", "value": "x y z", "more": {"value": "w"}}]},
         {"image": {"value": "a b"}, "conversations": [{"value": "<image>"}]},
         {"image": [["a"], "b"], "conversations": [{"value": "<image> c"}]}]
        """);

    assertThat(LlavaDataset.openMeasured(file).signedLengths())
        .containsExactly(-1, -1, -1, -3, -1, 2);
  }

  @Test
  void knowsNoLengthsUnlessAsked() {
    LlavaDataset dataset = LlavaDataset.open(GOLDEN.resolve("records.json"));

    assertThatThrownBy(dataset::signedLengths).hasMessageContaining("without taking lengths");
  }
}
