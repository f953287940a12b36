package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.docent.model.data.Golden;
import org.docent.model.data.LlavaDataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TurnEncoderTest {

  private final TextTokenizer tokenizer = TextTokenizer.open(Golden.file("text"));

  @AfterAll
  void close() {
    tokenizer.close();
  }

  private TurnEncoder encoder(int modelMaxLength) {
    return new TurnEncoder(tokenizer, ChatTemplate.PHI.withSystem(""), modelMaxLength);
  }

  @Test
  void encodesAnOpenPromptPieceByPieceAndLeavesItWhole() {
    long[] before = tokenizer.encode("USER: ");
    long[] after = tokenizer.encode("\nWhat? ASSISTANT:");
    long[] expected =
        LongStream.concat(
                LongStream.concat(Arrays.stream(before), LongStream.of(ImageToken.ID)),
                Arrays.stream(after))
            .toArray();
    assertThat(encoder(2).encodePrompt(List.of(Turn.open("What? <image>")))).isEqualTo(expected);
  }

  @Test
  void supervisesTheSeparatorsSpaceOnlyWhereItStandsAlone() {
    LabelledTokens word = encoder(99).encode(List.of(new Turn("Q", "The end")), "word");
    LabelledTokens digit = encoder(99).encode(List.of(new Turn("Q", "7")), "digit");
    assertThat(tokenizer.decode(targets(word))).isEqualTo(" The end<|endoftext|>");
    assertThat(targets(digit)[0]).isEqualTo(tokenizer.idOf(" "));
    assertThat(tokenizer.decode(targets(digit))).isEqualTo(" 7<|endoftext|>");
  }

  @Test
  void givesTheIdsAndLabelsOfTheIndependentOriginalWhereAnAnswerHoldsAPlaceholder() {
    for (JsonNode golden : Golden.json("text/turns.json")) {
      TurnEncoder encoder = encoder(golden);
      for (JsonNode expected : golden.get("answered")) {
        LabelledTokens tokens = encoder.encode(turns(expected.get("turns")), "golden");
        assertThat(tokens.inputIds()).isEqualTo(Golden.longs(expected.get("ids")));
        assertThat(tokens.labels()).isEqualTo(Golden.longs(expected.get("labels")));
      }
    }
  }

  @Test
  void givesTheIdsOfTheIndependentOriginalWhereTheLastAnswerIsStillToCome() {
    LlavaDataset dataset = LlavaDataset.open(Golden.file("text/records.json"));
    List<String> differing = new ArrayList<>();
    for (JsonNode golden : Golden.json("text/turns.json")) {
      TurnEncoder encoder = encoder(golden);
      assertThat(golden.get("asked")).hasSize(dataset.size());
      for (int i = 0; i < dataset.size(); i++) {
        JsonNode expected = golden.get("asked").get(i);
        List<Turn> turns = new ArrayList<>(dataset.record(i).turns());
        turns.add(Turn.open(turns.remove(turns.size() - 1).question()));
        if (!Arrays.equals(encoder.encodePrompt(turns), Golden.longs(expected.get("ids")))) {
          differing.add(golden.get("template") + " prompt of " + expected.get("id"));
        }
      }
    }
    assertThat(differing).isEmpty();
  }

  @Test
  void labelsBeforeItTruncates() {
    List<Turn> turns = List.of(new Turn("Q", "The end"), new Turn("And", "More of it"));
    LabelledTokens whole = encoder(99).encode(turns, "whole");
    LabelledTokens cut = encoder(9).encode(turns, "cut");
    assertThat(cut.inputIds()).isEqualTo(Arrays.copyOf(whole.inputIds(), 9));
    assertThat(cut.labels()).isEqualTo(Arrays.copyOf(whole.labels(), 9));
  }

  @Test
  void refusesALengthThatHoldsNothing() {
    assertThatThrownBy(() -> encoder(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  private TurnEncoder encoder(JsonNode golden) {
    return new TurnEncoder(tokenizer, ChatTemplate.byKey(golden.get("template").asText()), 2048);
  }

  private static List<Turn> turns(JsonNode conversation) {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < conversation.size(); i += 2) {
      turns.add(
          new Turn(
              conversation.get(i).get("value").asText(),
              conversation.get(i + 1).get("value").asText()));
    }
    return turns;
  }

  private static long[] targets(LabelledTokens tokens) {
    return Arrays.stream(tokens.labels()).filter(l -> l != ImageToken.IGNORED).toArray();
  }
}
