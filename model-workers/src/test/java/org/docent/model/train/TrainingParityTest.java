package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.docent.model.golden.ParityCase.FLOAT32;
import static org.docent.model.golden.ParityCase.FORWARD;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.docent.model.golden.Expected;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.vlm.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, gradients and twelve steps of every family and tuning, against transformers. */
class TrainingParityTest {

  /** A key bias of SigLIP has a gradient of rounding alone: this much of what its query has. */
  private static final double NOTHING = 1e-5;

  static Stream<Arguments> tunings() {
    return ParityCase.names()
        .flatMap(
            name ->
                Stream.of("connector", "connector-language", "all")
                    .filter(setup -> setup.equals("all") || !name.equals("so400m-picture"))
                    .map(setup -> Arguments.of(name, setup)));
  }

  static Stream<Arguments> cuts() {
    return tunings()
        .flatMap(
            tuning ->
                IntStream.of(4, 3, 1)
                    .mapToObj(cut -> Arguments.of(tuning.get()[0], tuning.get()[1], cut)));
  }

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#names")
  void everyTermOfEverySampleEqualsThatOfFullLogits(String name) {
    TestDevice.run(
        (program, manager) -> {
          try (ParityTraining training = new ParityTraining(program, manager, name, "connector")) {
            JsonNode expected = training.golden.facts().get("terms");
            SampleTerms terms = training.terms();
            for (Term term : Term.values()) {
              double largest = largest(expected, term);
              for (int b = 0; b < expected.size(); b++) {
                assertThat(terms.of(term, b))
                    .as("%s of sample %d", term, b)
                    .isCloseTo(
                        expected.get(b).get(term.key()).asDouble(), within(FORWARD * largest));
              }
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("tunings")
  void everyGradientEqualsThatOfAutogradOverFullLogits(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (ParityTraining training = new ParityTraining(program, manager, name, setup)) {
            Map<String, NDArray> gradients = training.firstGradients();
            assertThat(gradients).isNotEmpty();
            gradients.forEach(
                (key, gradient) -> {
                  Expected expected = training.golden.expected("gradient/" + key);
                  if (ParityCase.hasGradientOfRounding(key)) {
                    String query = "gradient/" + key.replace("k_proj", "q_proj");
                    double nothing = NOTHING * training.golden.expected(query).largest();
                    assertThat(expected.largest()).as(key).isLessThan(nothing);
                    assertThat(gradient.abs().max().getFloat()).as(key).isLessThan((float) nothing);
                  } else {
                    expected.assertMetBy(gradient, FLOAT32);
                  }
                });
          }
        });
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void twelveStepsEqualThoseOfPyTorchHoweverTheyAreCut(String name, String setup, int cut) {
    TestDevice.run(
        (program, manager) -> {
          try (ParityTraining training = new ParityTraining(program, manager, name, setup)) {
            JsonNode expected = training.golden.facts().get("training").get(setup);
            assertThat(training.steps()).isEqualTo(12);
            for (int k = 0; k < training.steps(); k++) {
              double rate = expected.get("rates").get(k).asDouble();
              double loss = expected.get("losses").get(k).asDouble();
              double norm = expected.get("norms").get(k).asDouble();
              assertThat(training.rate(k)).as("rate %d", k).isCloseTo(rate, within(1e-12));
              StepOutcome outcome = training.run(k, cut);
              assertThat(outcome.loss()).as("loss %d", k).isCloseTo(loss, within(FLOAT32 * loss));
              assertThat(outcome.gradNorm())
                  .as("norm %d", k)
                  .isCloseTo(norm, within(FLOAT32 * norm));
            }
            for (Parameter parameter : training.step.parameters()) {
              if (!ParityCase.isMovedByRounding(
                  parameter.key())) { // Adam makes steps of its rounding
                training
                    .golden
                    .expected("after/" + setup + "/" + parameter.key())
                    .assertMetBy(parameter.value(), FLOAT32);
              }
            }
          }
        });
  }

  private static double largest(JsonNode table, Term term) {
    double largest = 0;
    for (JsonNode row : table) {
      largest = Math.max(largest, Math.abs(row.get(term.key()).asDouble()));
    }
    return largest;
  }
}
