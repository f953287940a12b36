package org.docent.model.eval.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.docent.model.data.Golden;
import org.junit.jupiter.api.Test;

/** Each rule for reading an answer against its independent implementation in Python. */
class AnswerGoldenTest {

  private static JsonNode cases(String rule) {
    JsonNode cases = Golden.json("benchmarks/rules.json").get(rule);
    assertThat(cases).as(rule).hasSizeGreaterThan(200);
    return cases;
  }

  @Test
  void normalisesShortAnswers() {
    for (JsonNode each : cases("normalise")) {
      assertThat(VqaNormaliser.normalise(each.get(0).textValue()))
          .as(each.get(0).toString())
          .isEqualTo(each.get(1).textValue());
    }
  }
}
