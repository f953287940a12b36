package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.docent.model.data.Golden;
import org.docent.model.text.PythonText;
import org.docent.model.text.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever tokens come, an answer is at each of them what the decode of all of them says. */
class AnswerTextPropertyTest {

  private static final int ANSWERS = 3_000;
  private static final int MOST_TOKENS = 60;
  private static final List<String> WORDS =
      List.of(
          " it", "'s", " red", ".", "\n", "  ", " ", "猫", "é", "\uD83D\uDE00", "\u00a0", "\uFFFD");

  /** Words begin with a blank, but for the first of a sequence. */
  private static final String OF_WORDS =
      """
      {"added_tokens": [{"id": 4, "content": "<s>", "special": true, "single_word": false,
         "lstrip": false, "rstrip": false, "normalized": false}],
       "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
       "model": {"type": "WordLevel", "unk_token": "▁", "vocab": {"▁": 0, "▁a": 1, "▁b": 2, "c": 3}}}
      """;

  private final Random random = new Random(5);

  @Test
  void anAnswerIsAtEachTokenWhatTheDecodeOfAllSays() {
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.file("text"))) {
      assertThat(holdsFor(tokenizer)).isGreaterThan(ANSWERS);
    }
  }

  @Test
  void soItIsWhereTheFirstTokenIsDecodedOtherwiseThanTheRest(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), OF_WORDS);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      assertThat(tokenizer.decodePlain(1, 4, 0, 2, 3)).isEqualTo("a  bc");
      assertThat(holdsFor(tokenizer)).isZero();
    }
  }

  /** How many of the texts so far ended within a character. */
  private int holdsFor(TextTokenizer tokenizer) {
    int stopped = 0;
    int incomplete = 0;
    for (int n = 0; n < ANSWERS; n++) {
      long[] tokens = tokens(tokenizer);
      List<String> stops = stops(tokenizer.decodePlain(tokens));
      StringBuilder told = new StringBuilder();
      AnswerText answer = new AnswerText(tokenizer, Set.of(), stops, told::append);
      boolean goesOn = true;
      int count = 0;
      while (goesOn && count < tokens.length) {
        goesOn = answer.accept(tokens[count++]);
        String all = tokenizer.decodePlain(Arrays.copyOf(tokens, count));
        assertThat(goesOn).as(all).isEqualTo(stops.stream().noneMatch(all::contains));
        if (goesOn) {
          assertThat(told).as("%s until %s", all, stops).hasToString(certain(all, stops));
          incomplete += all.endsWith("\uFFFD") ? 1 : 0;
        }
      }
      String all = tokenizer.decodePlain(Arrays.copyOf(tokens, count));
      String whole = PythonText.strip(all.substring(0, firstOf(stops, all)));
      assertThat(answer.finish()).as("%s until %s", all, stops).isEqualTo(whole);
      assertThat(told).hasToString(whole);
      stopped += goesOn ? 0 : 1;
    }
    assertThat(stopped).isBetween(ANSWERS / 4, ANSWERS * 3 / 4);
    return incomplete;
  }

  /** Any tokens, special ones among them; or those of a text, of which some are lost. */
  private long[] tokens(TextTokenizer tokenizer) {
    int length = 1 + random.nextInt(MOST_TOKENS);
    if (random.nextInt(3) == 0 || tokenizer.vocabSize() < 10) {
      return random.longs(length, 0, tokenizer.vocabSize()).toArray();
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    LongStream tokens = Arrays.stream(tokenizer.encode(text.toString()));
    return random.nextBoolean()
        ? tokens.toArray()
        : tokens.filter(token -> random.nextInt(8) > 0).toArray();
  }

  /**
   * At most two pieces of the text, over tokens' borders, too; the first of two goes on otherwise.
   */
  private List<String> stops(String text) {
    List<String> stops = new ArrayList<>();
    for (int n = random.nextInt(3); n > 0 && !text.isEmpty(); n--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + 1 + random.nextInt(6));
      stops.add(text.substring(from, to) + (n == 2 ? "?" : ""));
    }
    return stops;
  }

  /** What no further token can change: up to where a stop string may have begun. */
  private static String certain(String all, List<String> stops) {
    String complete = all.replaceFirst("\uFFFD+\\z", "");
    int end =
        IntStream.range(0, complete.length())
            .filter(at -> stops.stream().anyMatch(stop -> stop.startsWith(complete.substring(at))))
            .findFirst()
            .orElse(complete.length());
    return PythonText.strip(complete.substring(0, end));
  }

  private static int firstOf(List<String> stops, String text) {
    return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(text.length());
  }
}
