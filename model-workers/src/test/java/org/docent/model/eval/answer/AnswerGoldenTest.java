package org.docent.model.eval.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.docent.model.data.Golden;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule for reading an answer against its independent implementation in Python. */
class AnswerGoldenTest {

  private static JsonNode cases(String rule) {
    JsonNode cases = Golden.json("benchmarks/rules.json").get(rule);
    assertThat(cases).as(rule).hasSizeGreaterThan(100);
    return cases;
  }

  private static void check(String rule, Function<JsonNode, @Nullable Object> reading) {
    for (JsonNode each : cases(rule)) {
      JsonNode wanted = each.get(each.size() - 1);
      assertThat(reading.apply(each))
          .as(each.toString())
          .isEqualTo(wanted.isBoolean() ? wanted.booleanValue() : wanted.textValue());
    }
  }

  private static String said(JsonNode each) {
    return each.get(0).textValue();
  }

  private static Map<String, String> options(JsonNode json) {
    Map<String, String> options = new LinkedHashMap<>();
    json.fields().forEachRemaining(f -> options.put(f.getKey(), f.getValue().textValue()));
    return options;
  }

  private static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    json.forEach(text -> texts.add(text.textValue()));
    return json.isTextual() ? List.of(json.textValue()) : texts;
  }

  @Test
  void normalisesShortAnswers() {
    check("normalise", each -> VqaNormaliser.normalise(said(each)));
  }

  @Test
  void readsYesAndNoOfPope() {
    check("pope", each -> YesNo.ofFirstSentence(said(each)).name().toLowerCase(Locale.ROOT));
  }

  @Test
  void readsYesAndNoOfMme() {
    check("mme", each -> YesNo.ofStart(said(each)).name().toLowerCase(Locale.ROOT));
  }

  @Test
  void readsTheLettersOfScienceQa() {
    check("scienceqa", each -> OptionLetter.ofScienceQa(said(each)).orElse("FAILED"));
  }

  @Test
  void readsTheLettersOfMmBench() {
    check("mmbench", each -> OptionLetter.ofMmBench(said(each), options(each.get(1))).orElse(null));
  }

  @Test
  void readsTheOptionsOfMmmu() {
    check(
        "mmmu",
        each ->
            MultipleChoice.of(said(each), texts(each.get(1)), options(each.get(2))).orElse(null));
  }

  @Test
  void marksTheOpenAnswersOfMmmu() {
    check("open", each -> OpenAnswer.isRight(said(each), texts(each.get(1))));
  }

  @Test
  void drawsWhatPythonDraws() {
    JsonNode cases = Golden.json("benchmarks/rules.json").get("random");
    assertThat(cases).hasSize(6);
    for (JsonNode each : cases) {
      long seed = each.get(0).longValue();
      PythonRandom words = new PythonRandom(seed);
      each.get(1)
          .forEach(
              word -> assertThat(Integer.toUnsignedLong(words.word())).isEqualTo(word.longValue()));
      PythonRandom choices = new PythonRandom(seed);
      List<String> digits = List.of("0123456789a".split(""));
      StringBuilder drawn = new StringBuilder();
      for (int i = 0; i < each.get(2).textValue().length(); i++) {
        drawn.append(choices.choice(digits.subList(0, 1 + 7 * i % 11)));
      }
      assertThat(drawn).hasToString(each.get(2).textValue());
      PythonRandom far = new PythonRandom(seed);
      long last = 0;
      for (int i = 0; i < 2000; i++) {
        last = Integer.toUnsignedLong(far.word());
      }
      assertThat(last).as("beyond the first states").isEqualTo(each.get(3).longValue());
    }
  }
}
