package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.LabelledTokens;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.text.TurnEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates over this tokenizer against {@code tests/golden/quickstart_labels.py}. */
class LabelRuleTest {

  private final Path folder;

  LabelRuleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void supervisesWhatTheReferenceSupervises() throws IOException {
    WordTokenizer.write(folder);
    List<JsonNode> entries = golden();

    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      for (JsonNode entry : entries) {
        LabelledTokens sample = encode(tokenizer, entry);
        assertThat(sample.inputIds()).containsExactly(longs(entry.path("input_ids")));
        assertThat(sample.labels()).containsExactly(longs(entry.path("labels")));
      }
    }
    assertThat(entries).hasSize(25);
  }

  private static LabelledTokens encode(TextTokenizer tokenizer, JsonNode entry) {
    ChatTemplate template = ChatTemplate.byKey(entry.path("template").asText()).withSystem("");
    JsonNode record = entry.path("record");
    JsonNode said = record.path("conversations");
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < said.size(); i += 2) {
      turns.add(
          new Turn(said.get(i).path("value").asText(), said.get(i + 1).path("value").asText()));
    }
    return new TurnEncoder(tokenizer, template, 256).encode(turns, record.path("id").asText());
  }

  private static List<JsonNode> golden() throws IOException {
    try (InputStream in =
        LabelRuleTest.class.getResourceAsStream("/golden/quickstart/labels.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false).toList();
    }
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
