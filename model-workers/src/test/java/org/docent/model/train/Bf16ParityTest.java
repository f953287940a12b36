package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.model.golden.ParityCase.FLOAT32;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.LayerStates;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.settings.Dtype;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of bf16 weights stay within the bounds that transformers' own bf16 sets
 * (tests/golden/README.md), against transformers in float64 over the same weights. Every way of
 * computing with such weights is one entry of {@link Way}.
 */
class Bf16ParityTest {

  /** How frozen weights are held and multiplied. */
  private enum Way {
    FLOAT32(Dtype.FLOAT32, Dtype.FLOAT32),
    FLOAT32_FROM_BF16_STORAGE(Dtype.BF16, Dtype.FLOAT32),
    BF16_PRODUCTS(Dtype.BF16, Dtype.BF16);

    private final Dtype frozen;
    private final Dtype products;

    Way(Dtype frozen, Dtype products) {
      this.frozen = frozen;
      this.products = products;
    }

    Precision precision() {
      return new Precision(frozen, products);
    }
  }

  static Stream<Arguments> runs() {
    return ParityCase.bf16Names()
        .flatMap(name -> Stream.of(Way.values()).map(way -> Arguments.of(name, way)));
  }

  /** The same for every tuning, since what is frozen may be held in another way. */
  static Stream<Arguments> tunedRuns() {
    return TrainingParityTest.tunings()
        .filter(tuning -> ParityCase.bf16Names().anyMatch(tuning.get()[0]::equals))
        .flatMap(
            tuning ->
                Stream.of(Way.values())
                    .map(way -> Arguments.of(tuning.get()[0], tuning.get()[1], way)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyLayerKeepsItsBound(String name, Way way) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name, way.precision());
          for (String who : new String[] {"student", "teacher"}) {
            try (VisionLanguageModel model = golden.model(who);
                BatchTensors batch = new BatchTensors(program, manager, golden.all())) {
              LayerStates states = model.layerStates(batch, manager);
              for (int i = 0; i < states.visionLNPD().getShape().get(0); i++) {
                require(golden, "vision", who + "/vision/" + i, states.visionLNPD().get(i));
              }
              for (int i = 0; i < states.languageLBTD().getShape().get(0); i++) {
                NDArray rows = golden.withoutPadding(states.languageLBTD().get(i));
                require(golden, "language", who + "/language/" + i, rows);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("tunedRuns")
  void termsAndFirstGradientsKeepTheirBounds(String name, String setup, Way way) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name, way.precision());
          try (ParityTraining training = new ParityTraining(manager, golden, setup)) {
            SampleTerms terms = training.terms();
            for (Term term : Term.values()) {
              double bound = golden.bf16Bounds().get("terms").get(term.key()).asDouble();
              assertThat(distance(golden.facts().get("terms"), term, terms))
                  .as("%s", term)
                  .isLessThan(bound);
            }
            training
                .firstGradients()
                .forEach(
                    (key, gradient) -> {
                      if (!ParityCase.hasGradientOfRounding(key)) {
                        require(golden, "gradient", "gradient/" + key, gradient);
                      }
                    });
          }
        });
  }

  @ParameterizedTest
  @MethodSource("tunedRuns")
  void twelveStepsKeepTheirBounds(String name, String setup, Way way) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name, way.precision());
          try (ParityTraining training = new ParityTraining(manager, golden, setup)) {
            JsonNode expected = golden.facts().get("training").get(setup);
            JsonNode bounds = golden.bf16Bounds();
            for (int k = 0; k < training.steps(); k++) {
              StepOutcome outcome = training.run(k, 2);
              assertThat(distance(outcome.loss(), expected.get("losses").get(k)))
                  .as("loss %d", k)
                  .isLessThan(bounds.get("loss").get(setup).asDouble());
              assertThat(distance(outcome.gradNorm(), expected.get("norms").get(k)))
                  .as("norm %d", k)
                  .isLessThan(bounds.get("norm").get(setup).asDouble());
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#bf16Names")
  void transformersInBf16KeepsTheBoundsAndIsFarFromFloat32(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          for (String kind : new String[] {"vision", "language", "logits", "gradient"}) {
            for (String key : names(golden.bf16Bounds().get(kind))) {
              if (!isSummedInBf16(key)) {
                assertThat(golden.expected(key).distance(golden.inBf16(key)))
                    .as(key)
                    .isBetween(FLOAT32, golden.bf16Bounds().get(kind).get(key).asDouble());
              }
            }
          }
        });
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** PyTorch's layer norm in bf16 loses up to a third of its bias' gradient over 729 patches. */
  private static boolean isSummedInBf16(String name) {
    return name.contains("layer_norm") && name.endsWith(".bias");
  }

  private static void require(ParityCase golden, String kind, String name, NDArray actual) {
    assertThat(golden.expected(name).distance(actual))
        .as(name)
        .isLessThan(golden.bf16Bounds().get(kind).get(name).asDouble());
  }

  private static double distance(double actual, JsonNode expected) {
    return Math.abs(actual - expected.asDouble()) / expected.asDouble();
  }

  /** The largest difference of a term, relative to the largest it has in any sample. */
  private static double distance(JsonNode expected, Term term, SampleTerms actual) {
    double worst = 0;
    double largest = 0;
    for (int b = 0; b < expected.size(); b++) {
      double value = expected.get(b).get(term.key()).asDouble();
      largest = Math.max(largest, value);
      worst = Math.max(worst, Math.abs(actual.of(term, b) - value));
    }
    return worst / largest;
  }
}
