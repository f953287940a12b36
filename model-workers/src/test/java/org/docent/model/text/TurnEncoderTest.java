package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.docent.model.data.Golden;
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

  private static long[] targets(LabelledTokens tokens) {
    return Arrays.stream(tokens.labels()).filter(l -> l != ImageToken.IGNORED).toArray();
  }
}
