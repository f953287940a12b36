package org.docent.model.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreCardTest {

  @Test
  void comesBackFromItsFileToTheLastDigit(@TempDir Path folder) {
    ScoreCard card =
        new ScoreCard(
            "mme",
            "student",
            new Score(
                List.of(
                    Measure.points("perception", 1294.1000000000001),
                    Measure.percent("accuracy", 1 / 3.0),
                    Measure.count("questions", 2374))));
    card.write(folder.resolve("mme.json"));

    assertThat(ScoreCard.read(folder.resolve("mme.json"))).isEqualTo(card);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": \"m\", \"measures\": []} | it has no \"benchmark\"",
        "{\"benchmark\": \"b\", \"model\": \"m\", \"measures\": [{\"name\": \"n\", \"value\": \"1\"}]}"
            + " | a measure has no number \"value\"",
        "{\"benchmark\": \"b\", \"model\": \"m\", \"measures\": [{\"name\": \"n\", \"value\": 1,"
            + " \"unit\": \"%\"}]} | the unit \"%\" is none of percent, points and count",
      })
  void saysWhatAFileWrittenByHandLacks(String text, String reason, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("card.json");
    Files.writeString(file, text);

    assertThatThrownBy(() -> ScoreCard.read(file))
        .isInstanceOf(DocentException.class)
        .hasMessage(file + ": " + reason + ".");
  }

  @Test
  void hasEachNumberOnce() {
    assertThatThrownBy(() -> new Score(List.of(Measure.count("n", 1), Measure.count("n", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two numbers named n");
  }
}
