package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.docent.model.data.Golden;
import org.docent.model.text.TextTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTextTest {

  private final TextTokenizer tokenizer = TextTokenizer.open(Golden.file("text"));
  private final List<String> pieces = new ArrayList<>();

  @AfterEach
  void close() {
    tokenizer.close();
  }

  /** Feeds the tokens of a text until it has enough; what it ends with. */
  private String answer(String text, String... stops) {
    AnswerText answer =
        new AnswerText(tokenizer, Set.of(tokenizer.eos()), List.of(stops), pieces::add);
    for (long token : tokenizer.encode(text)) {
      if (!answer.accept(token)) {
        break;
      }
      assertThat(String.join("", pieces)).doesNotContain("\uFFFD").doesNotEndWith(" ");
    }
    return answer.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain words, one after the other",
        "naïve 猫 and 犬: Ünïcödé \uD83D\uDE00\uD83D\uDC31 everywhere",
        "two\nlines\n\nand  blanks   inside",
        "\uD83D\uDE00"
      })
  void thePiecesTogetherAreTheTextAndNoCharacterIsSplit(String text) {
    assertThat(answer(" " + text + " \n")).isEqualTo(text);
    assertThat(String.join("", pieces)).isEqualTo(text);
    for (String piece : pieces) {
      assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
      assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
    }
  }

  @Test
  void aCharacterOfSeveralTokensComesWithTheLastOfThem() {
    assertThat(tokenizer.encode("\uD83D\uDE00")).hasSizeGreaterThan(1);
    answer("a\uD83D\uDE00b");
    assertThat(pieces).containsExactly("a", "\uD83D\uDE00", "b");
  }

  @Test
  void endsAtAnEndTokenAndLeavesOutSpecialOnes() {
    assertThat(answer("before<|im_end|> more<|endoftext|> after")).isEqualTo("before more");
  }

  @Test
  void endsBeforeAStopStringOfWhichNothingIsTold() {
    assertThat(answer("It is red.\nUSER: and then", "\nUSER:", "###")).isEqualTo("It is red.");
    assertThat(String.join("", pieces)).isEqualTo("It is red.");
  }

  @Test
  void theBeginningOfAStopStringThatGoesOnOtherwiseIsToldAfterAll() {
    assertThat(answer("a ## b ##", "###")).isEqualTo("a ## b ##");
    assertThat(String.join("", pieces)).isEqualTo("a ## b ##");
  }

  @Test
  void theFirstOfSeveralStopStringsCounts() {
    assertThat(answer("one two three", "three", "two")).isEqualTo("one");
    assertThat(answer("stop at once", "stop")).isEmpty();
  }

  @Test
  void bytesThatAreNoCharacterAreToldAtTheEnd() {
    long[] cut = tokenizer.encode("x\uD83D\uDE00");
    AnswerText answer = new AnswerText(tokenizer, Set.of(), List.of(), pieces::add);
    for (int i = 0; i < cut.length - 1; i++) {
      answer.accept(cut[i]);
    }
    assertThat(pieces).containsExactly("x");
    assertThat(answer.finish()).startsWith("x\uFFFD").isEqualTo(String.join("", pieces));
  }

  @Test
  void nothingSaidIsAnEmptyAnswer() {
    assertThat(answer("<|endoftext|>")).isEmpty();
    assertThat(pieces).isEmpty();
  }
}
