package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.text.Turn;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlavaDatasetTest {

  private final Path folder;

  LlavaDatasetTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private LlavaDataset dataset(String json) throws IOException {
    Path file = folder.resolve("train.json");
    Files.writeString(file, json);
    return LlavaDataset.open(file);
  }

  private static String turns(String... texts) {
    StringBuilder json = new StringBuilder("\"conversations\":[");
    for (int i = 0; i < texts.length; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"from\":\"")
          .append(i % 2 == 0 ? "human" : "gpt")
          .append("\",\"value\":\"")
          .append(texts[i])
          .append("\"}");
    }
    return json + "]";
  }

  @Test
  void readsRecordsWhereverTheyStandInTheFile() throws IOException {
    LlavaDataset dataset =
        dataset(
            "\ufeff [ {\"id\":\"ä\",\"image\":\"a b.jpg\","
                + turns("Что это?\\n<image>", "\\ud83c\\udf88 ok")
                + "}\n,{\"extra\":{\"x\":[1,{}]},\"id\":12,"
                + turns("q1", "a1", "q2", "a2")
                + "},\n{"
                + turns("no id", "a")
                + "}]\n");
    assertThat(dataset.size()).isEqualTo(3);
    assertThat(dataset.record(0).id()).isEqualTo("ä");
    assertThat(dataset.record(0).image()).contains("a b.jpg");
    assertThat(dataset.record(0).turns()).containsExactly(new Turn("Что это?\n<image>", "🎈 ok"));
    assertThat(dataset.record(1).id()).isEqualTo("12");
    assertThat(dataset.record(1).image()).isEmpty();
    assertThat(dataset.record(1).turns())
        .containsExactly(new Turn("q1", "a1"), new Turn("q2", "a2"));
    assertThat(dataset.record(2).id()).isEqualTo("#2");
  }

  @Test
  void passesOverAFirstTurnThatIsNotHuman() throws IOException {
    LlavaDataset dataset =
        dataset(
            "[{\"id\":\"s\",\"conversations\":[{\"from\":\"system\",\"value\":\"x\"},"
                + "{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]}]");
    assertThat(dataset.record(0).turns()).containsExactly(new Turn("q", "a"));
  }

  @Test
  void takesAnImageNobodyAsksAboutAsTextOnly() throws IOException {
    LlavaDataset dataset = dataset("[{\"id\":\"u\",\"image\":\"x.png\"," + turns("q", "a") + "}]");
    assertThat(dataset.record(0).image()).isEmpty();
  }

  @Test
  void acceptsAListOfOneImage() throws IOException {
    LlavaDataset dataset =
        dataset("[{\"id\":\"l\",\"image\":[\"x.png\"]," + turns("<image>", "a") + "}]");
    assertThat(dataset.record(0).image()).contains("x.png");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"image\":\"x\", T(<image> and <image>; a)                | 2 <image> placeholders",
        "\"image\":\"x\", T(<image>; a; again <image>; b)          | 2 <image> placeholders",
        "\"image\":\"x\", T(q; see <image>)                        | in an answer",
        "\"image\":[\"x\",\"y\"], T(<image>; a)                    | 2 images",
        "\"image\":7, T(<image>; a)                                | must be a file name",
        "\"image\":null, T(<image>; a)                             | no \"image\"",
        "T(<image>; a)                                             | no \"image\"",
        "T(q; a; q2)                                               | 2 questions and 1 answers",
        "\"conversations\":[]                                      | \"conversations\"",
        "\"text\":\"x\"                                            | \"conversations\"",
        "\"conversations\":[{\"from\":\"human\"},{\"value\":\"a\"}] | turn 0",
      })
  void saysWhatIsWrongWithARecordAndWhere(String body, String reason) throws IOException {
    String json = body;
    if (body.contains("T(")) {
      int at = body.indexOf("T(");
      String[] texts = body.substring(at + 2, body.length() - 1).split("; ", -1);
      json = body.substring(0, at) + turns(texts);
    }
    LlavaDataset dataset = dataset("[\n{" + turns("q", "a") + "},\n{\"id\":\"bad\"," + json + "}]");
    assertThat(dataset.record(0).turns()).hasSize(1);
    assertThatThrownBy(() -> dataset.record(1))
        .isInstanceOfSatisfying(
            DocentException.class, e -> assertThat(e.category()).isEqualTo(Category.SKIP_BATCH))
        .hasMessageContaining("Record 1 (id \"bad\")")
        .hasMessageContaining("train.json, line 3")
        .hasMessageContaining(reason);
  }

  @Test
  void namesRecordAndLineOfBrokenJson() {
    assertThatThrownBy(
            () -> dataset("[{" + turns("q", "a") + "},\n{\"id\":\"b7\",\n\"image\" \"x\"}]"))
        .isInstanceOfSatisfying(
            DocentException.class, e -> assertThat(e.category()).isEqualTo(Category.STOP_RUN))
        .hasMessageContaining("train.json")
        .hasMessageContaining("record 1 (id \"b7\"), line 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":1}          | not one JSON array",
        "[]                  | holds no records",
        "[{\"id\":1}, 3]     | Record 1",
        "[{\"id\":1}         | broken in record 1",
        "[{\"id\":1}] x      | broken in record 1",
        "[{\"id\":1}] []     | goes on after",
        "[{\"id\":\"cut      | broken in record 0"
      })
  void refusesAFileThatIsNoArrayOfRecords(String json, String reason) {
    assertThatThrownBy(() -> dataset(json))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("train.json")
        .hasMessageContaining(reason);
  }

  @Test
  void indexesManyRecords() throws IOException {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < 5000; i++) {
      json.append(i == 0 ? "" : ",\n").append("{\"id\":").append(i).append(',');
      json.append(turns("é".repeat(i % 97), "a" + i)).append('}');
    }
    LlavaDataset dataset = dataset(json.append(']').toString());
    assertThat(dataset.size()).isEqualTo(5000);
    assertThat(dataset.record(4999).turns().get(0).answer()).isEqualTo("a4999");
    assertThat(dataset.record(2500).turns().get(0).question()).isEqualTo("é".repeat(2500 % 97));
    assertThat(json.toString().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(1 << 18);
  }
}
