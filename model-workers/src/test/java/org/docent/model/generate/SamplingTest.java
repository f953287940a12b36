package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Golden;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.VisionLanguageModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  @Test
  void temperatureAndTopPKeepWhatTransformersKeeps() {
    JsonNode nuclei = Golden.json("generation/nucleus.json").get("nuclei");
    assertThat(nuclei).hasSizeGreaterThan(40);
    TestDevice.run(
        (program, manager) -> {
          for (JsonNode nucleus : nuclei) {
            double[] probabilities =
                probabilities(
                    program,
                    manager,
                    logits(manager, nucleus),
                    nucleus.get("temperature").asDouble(),
                    nucleus.get("topP").asDouble());
            long[] kept = Golden.longs(nucleus.get("kept"));
            assertThat(
                    LongStream.range(0, probabilities.length)
                        .filter(token -> probabilities[(int) token] > 0))
                .as(nucleus::toString)
                .containsExactly(LongStream.of(kept).boxed().toArray(Long[]::new));
            for (int i = 0; i < kept.length; i++) {
              assertThat(probabilities[(int) kept[i]])
                  .isCloseTo(nucleus.get("probabilities").get(i).asDouble(), within(1e-6));
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 1.0})
  void tokensAreDrawnAsOftenAsTheirProbabilitySays(double topP) {
    int draws = 20_000;
    JsonNode nucleus = Golden.json("generation/nucleus.json").get("nuclei").get(8);
    TestDevice.run(
        (program, manager) -> {
          NDArray logits = logits(manager, nucleus);
          double[] probabilities = probabilities(program, manager, logits, 1.5, topP);
          int[] drawn = new int[probabilities.length];
          var random = new SplitMix64(5);
          NDArray rows = logits.expandDims(0);
          for (int i = 0; i < draws; i++) {
            drawn[Math.toIntExact(draw(program, rows, 1.5, topP, random.nextDouble()))]++;
          }
          double chiSquare = 0;
          int free = -1;
          for (int token = 0; token < drawn.length; token++) {
            double expected = draws * probabilities[token];
            if (expected == 0) {
              assertThat(drawn[token]).isZero();
            } else {
              chiSquare += (drawn[token] - expected) * (drawn[token] - expected) / expected;
              free++;
            }
          }
          assertThat(free).isGreaterThan(5);
          // Mean `free`, variance 2 `free`: five standard deviations.
          assertThat(chiSquare).isLessThan(free + 5 * Math.sqrt(2.0 * free));
        });
  }

  @Test
  void theEndsOfTheUnitIntervalDrawTheFirstAndTheLastTokenThatCanBeDrawn() {
    TestDevice.run(
        (program, manager) -> {
          float none = Float.NEGATIVE_INFINITY;
          NDArray rows = manager.create(new float[] {none, 1, none, 2, none}).expandDims(0);
          assertThat(draw(program, rows, 1, 1, 0)).isEqualTo(1);
          assertThat(draw(program, rows, 1, 1, Math.nextDown(1.0))).isEqualTo(3);
        });
  }

  @Test
  void numbersAreThoseOfThePublishedSplitMix64() {
    var random = new SplitMix64(1234567);
    assertThat(IntStream.range(0, 5).mapToObj(i -> Long.toUnsignedString(random.nextLong())))
        .isEqualTo(
            List.of(
                "6457827717110365317",
                "3203168211198807973",
                "9817491932198370423",
                "4593380528125082431",
                "16408922859458223821"));
    assertThat(new SplitMix64(1234567).nextDouble())
        .isEqualTo((6457827717110365317L >>> 11) / 0x1p53);
  }

  @Test
  void aSeedGivesTheSameAnswerAgainAndAnotherSeedAnother() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          try (VisionLanguageModel student = golden.student()) {
            var generator = new TokenGenerator(student, manager);
            List<long[]> answers =
                LongStream.of(1, 1, 2)
                    .mapToObj(
                        seed ->
                            generator.generate(
                                golden.prompt(0),
                                new GenerationSettings(
                                    new Sampling(2, 0.95, seed), 1, 16, List.of()),
                                Set.of()))
                    .toList();
            assertThat(answers.get(1)).hasSize(16).isEqualTo(answers.get(0));
            assertThat(answers.get(2)).isNotEqualTo(answers.get(0));
          }
        });
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThatThrownBy(() -> new Sampling(-0.1, 1, 0)).hasMessageContaining("temperature is -0.1");
    assertThatThrownBy(() -> new Sampling(Double.NaN, 1, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Sampling(1, 1.5, 0)).hasMessageContaining("top-p is 1.5");
    assertThatThrownBy(() -> new GenerationSettings(new Sampling(1, 1, 0), 2, 8, List.of()))
        .hasMessageContaining("num-beams is 2 and temperature 1.0");
  }

  private static NDArray logits(NDManager manager, JsonNode nucleus) {
    float[] logits = new float[nucleus.get("logits").size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) nucleus.get("logits").get(i).asDouble();
    }
    return manager.create(logits);
  }

  private static double[] probabilities(
      TorchProgram program, NDManager manager, NDArray logits, double temperature, double topP) {
    return program
        .call("drawn_probabilities")
        .with(logits)
        .with(temperature)
        .with(topP)
        .tensor(manager)
        .toDoubleArray();
  }

  private static long draw(
      TorchProgram program, NDArray rows, double temperature, double topP, double uniform) {
    return program
        .call("draw")
        .with(rows)
        .with(0)
        .with(temperature)
        .with(topP)
        .with(uniform)
        .integer();
  }
}
