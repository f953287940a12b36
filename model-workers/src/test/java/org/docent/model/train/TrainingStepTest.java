package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Trainable;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {

  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1, 0);
  private static final OptimizerSettings UNCLIPPED =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 0, 0);

  @ParameterizedTest
  @CsvSource({
    "gqa-tied-patch, connector", "gqa-tied-patch, connector-language", "gqa-tied-patch, all",
    "mha-untied-cls, connector", "mha-untied-cls, connector-language", "mha-untied-cls, all"
  })
  void everyGradientEqualsThatOfFullLogitsInPyTorch(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(program, manager, name, TrainingBench.setup(setup), UNCLIPPED)) {
            bench.step(0, 0, 4);
            for (Parameter parameter : bench.step.parameters()) {
              // The key's bias shifts every score of a row alike: its gradient is zero but for
              // rounding.
              if (!parameter.name().endsWith("k_proj.bias")) {
                assertClose(
                    parameter.key(),
                    bench.step.gradients().of(parameter),
                    bench.golden.array("gradient/" + TrainingBench.goldenName(parameter)),
                    1e-4);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "gqa-tied-patch, connector", "gqa-tied-patch, connector-language", "gqa-tied-patch, all",
    "mha-untied-cls, connector", "mha-untied-cls, connector-language", "mha-untied-cls, all"
  })
  void fourClippedStepsMoveTheWeightsAsPyTorchsAdamWDoes(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(program, manager, name, TrainingBench.setup(setup), OPTIMIZER)) {
            JsonNode expected = bench.golden.numbers().get(setup);
            for (int k = 0; k < 4; k++) {
              StepOutcome outcome = bench.step(k, expected.get("rates").get(k).asDouble(), 4);
              double loss = expected.get("losses").get(k).asDouble();
              double norm = expected.get("gradientNorms").get(k).asDouble();
              assertThat(outcome.loss()).as("loss %d", k).isCloseTo(loss, within(1e-5 * loss));
              assertThat(outcome.gradNorm()).as("norm %d", k).isCloseTo(norm, within(1e-4 * norm));
            }
            for (Parameter parameter : bench.step.parameters()) {
              if (!parameter.name().endsWith("k_proj.bias")) { // Adam turns its rounding into steps
                NDArray after =
                    bench.golden.array(
                        "after/" + setup + "/" + TrainingBench.goldenName(parameter));
                assertClose(parameter.key(), parameter.value(), after, 1e-4);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cuttingTheStepDifferentlyChangesOnlyRounding(int samplesPerPart) {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench whole =
                  new TrainingBench(
                      program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER);
              TrainingBench cut =
                  new TrainingBench(
                      program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER)) {
            for (int k = 0; k < 3; k++) {
              StepOutcome expected = whole.step(k, 1e-2, 4);
              StepOutcome actual = cut.step(k, 1e-2, samplesPerPart);
              assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
              assertThat(actual.rel()).isCloseTo(expected.rel(), within(1e-5 * expected.rel()));
            }
          }
        });
  }

  @Test
  void aStudentThatIsItsTeacherHasNoDistance() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          try (VisionLanguageModel student = golden.student();
              VisionLanguageModel teacher = golden.student();
              TrainingBench bench =
                  new TrainingBench(
                      program,
                      manager,
                      golden,
                      student,
                      teacher,
                      new Trainable(TrainingBench.setup("all"), false),
                      OPTIMIZER)) {
            StepOutcome outcome = bench.step(0, 0, 2);
            assertThat(outcome.res()).isCloseTo(0, within(1e-6));
            assertThat(outcome.vis()).isCloseTo(0, within(1e-6));
            assertThat(outcome.rel()).isCloseTo(0, within(1e-6));
            assertThat(outcome.reg()).isGreaterThan(0.1);
          }
        });
  }

  @Test
  void aTextOnlyStepGivesTheConnectorAGradientOfZeroSoThatItsMomentsStillMoveIt() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program,
                  manager,
                  "gqa-tied-patch",
                  TrainingBench.setup("connector"),
                  OPTIMIZER)) {
            bench.step(0, 1e-2, 4);
            Parameter weight = bench.step.parameters().get(0);
            float[] before = weight.value().toFloatArray();
            Batch text = bench.golden.batch(2, 3);
            bench.step.begin(new StepId(0, 1), 1);
            bench.step.accumulate(text, TeacherStates.of(bench.says(text, manager)).targets(text));
            StepOutcome outcome = bench.step.finish(1e-2);
            assertThat(outcome.gradNorm()).isZero();
            assertThat(weight.value().toFloatArray()).isNotEqualTo(before);
          }
        });
  }

  @Test
  void termsWithoutWeightCostNothingAndNeedNoTeacher() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "mha-untied-cls");
          ObjectiveSettings supervised =
              new ObjectiveSettings(LossWeights.SUPERVISED, Divergence.FORWARD_KL, 0.1, 1, 64);
          try (VisionLanguageModel student = golden.student();
              TrainingStep step =
                  new TrainingStep(
                      student,
                      manager,
                      new Trainable(TrainingBench.setup("connector-language"), false),
                      supervised,
                      OPTIMIZER,
                      null)) {
            step.begin(new StepId(0, 0), 4);
            step.accumulate(golden.batch(), null);
            StepOutcome outcome = step.finish(1e-3);
            assertThat(outcome.loss()).isEqualTo(outcome.reg()).isGreaterThan(0);
            assertThat(outcome.res() + outcome.vis() + outcome.rel()).isZero();
          }
        });
  }

  @Test
  void hundredsOfStepsLeaveNoArrayBehind() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER)) {
            bench.step(0, 1e-4, 2);
            int before = arraysUnder(manager);
            try (NDManager nested = manager.newSubManager()) {
              nested.create(1f);
              assertThat(arraysUnder(manager)).as("nested ones count").isEqualTo(before + 1);
            }
            for (int k = 1; k <= 200; k++) {
              bench.step(k, 1e-4, 4);
            }
            assertThat(arraysUnder(manager)).isEqualTo(before);
          }
        });
  }

  private static int arraysUnder(NDManager manager) {
    return manager.getManagedArrays().size();
  }

  @Test
  void stateAndWeightsTakenOverContinueToTheSameBits() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench whole =
                  new TrainingBench(
                      program, manager, "mha-untied-cls", TrainingBench.setup("all"), OPTIMIZER);
              TrainingBench resumed =
                  new TrainingBench(
                      program, manager, "mha-untied-cls", TrainingBench.setup("all"), OPTIMIZER)) {
            whole.step(0, 1e-2, 2);
            whole.step(1, 1e-2, 2);
            List<Parameter> from = whole.step.parameters();
            List<Parameter> into = resumed.step.parameters();
            for (int i = 0; i < from.size(); i++) {
              from.get(i).value().copyTo(into.get(i).value());
            }
            resumed
                .step
                .optimizer()
                .restore(
                    whole.step.optimizer().steps(),
                    whole.step.optimizer().firstMoments(),
                    whole.step.optimizer().secondMoments());
            StepOutcome expected = whole.step(2, 1e-2, 2);
            assertThat(resumed.step(2, 1e-2, 2)).isEqualTo(expected);
            for (int i = 0; i < from.size(); i++) {
              assertThat(into.get(i).value().toFloatArray())
                  .isEqualTo(from.get(i).value().toFloatArray());
            }
          }
        });
  }
}
