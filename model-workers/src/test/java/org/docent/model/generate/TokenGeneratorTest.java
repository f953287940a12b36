package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.VisionLanguageModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenGeneratorTest {

  @ParameterizedTest
  @ValueSource(strings = {"gqa-tied-patch", "mha-untied-cls"})
  void tokensEqualThoseOfTransformersGenerate(String name) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, name);
          try (VisionLanguageModel student = golden.student()) {
            var generator = new TokenGenerator(student, manager);
            for (int sample = 0; sample < 4; sample++) {
              assertThat(
                      generator.generate(
                          golden.prompt(sample), GenerationSettings.greedy(8), Set.of()))
                  .isEqualTo(longs(golden.numbers().get("generated").get(sample)));
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#names")
  void tokensOfEveryFamilyEqualThoseOfTransformersGenerate(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          try (VisionLanguageModel student = golden.model("student")) {
            var generator = new TokenGenerator(student, manager);
            for (JsonNode expected : golden.facts().get("generated")) {
              long[] tokens = longs(expected.get("tokens"));
              assertThat(
                      generator.generate(
                          golden.batch(expected.get("sample").asInt()),
                          GenerationSettings.greedy(tokens.length),
                          Set.of()))
                  .isEqualTo(tokens);
            }
          }
        });
  }

  @Test
  void generationEndsBeforeAStopTokenAndAtTheLimit() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          try (VisionLanguageModel student = golden.student()) {
            long[] all = longs(golden.numbers().get("generated").get(0));
            long stop = all[5];
            int end = Arrays.stream(all).boxed().toList().indexOf(stop);
            var generator = new TokenGenerator(student, manager);
            assertThat(
                    generator.generate(
                        golden.prompt(0), GenerationSettings.greedy(8), Set.of(stop)))
                .isEqualTo(Arrays.copyOf(all, end));
            assertThat(generator.generate(golden.prompt(0), GenerationSettings.greedy(2), Set.of()))
                .isEqualTo(Arrays.copyOf(all, 2));
          }
        });
  }

  @Test
  void aBatchOfSeveralSamplesIsNoPrompt() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          try (VisionLanguageModel student = golden.student()) {
            assertThatThrownBy(
                    () ->
                        new TokenGenerator(student, manager)
                            .generate(golden.batch(), GenerationSettings.greedy(8), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 samples");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa-tied-patch", "mha-untied-cls"})
  void predictionsUnderTeacherForcingAreTheMostLikelyTokensOfTransformers(String name) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, name);
          try (VisionLanguageModel student = golden.student()) {
            assertThat(new GreedyPredictions(student, manager).of(golden.batch()))
                .isEqualTo(longs(golden.numbers().get("predictions")));
          }
        });
  }

  private static long[] longs(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
