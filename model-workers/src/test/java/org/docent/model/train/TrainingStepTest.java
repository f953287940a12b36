package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherForward;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.OutputHead;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
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

  private static final ObjectiveSettings OBJECTIVE =
      new ObjectiveSettings(new LossWeights(1, 1, 1, 0.5), Divergence.FORWARD_KL, 0.1, 1, 5);
  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1);
  private static final OptimizerSettings UNCLIPPED =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 0);
  private static final Map<String, Set<Part>> SETUPS =
      Map.of(
          "connector", EnumSet.of(Part.CONNECTOR),
          "connector-language", EnumSet.of(Part.CONNECTOR, Part.LANGUAGE_MODEL),
          "all", EnumSet.allOf(Part.class));

  @ParameterizedTest
  @CsvSource({
    "gqa-tied-patch, connector", "gqa-tied-patch, connector-language", "gqa-tied-patch, all",
    "mha-untied-cls, connector", "mha-untied-cls, connector-language", "mha-untied-cls, all"
  })
  void everyGradientEqualsThatOfFullLogitsInPyTorch(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (Bench bench = new Bench(program, manager, name, SETUPS.get(setup), UNCLIPPED)) {
            bench.step(0, 0, 4);
            for (Parameter parameter : bench.step.parameters()) {
              // The key's bias shifts every score of a row alike: its gradient is zero but for rounding.
              if (!parameter.name().endsWith("k_proj.bias")) {
                assertClose(
                    parameter.key(),
                    bench.step.gradients().of(parameter),
                    bench.golden.array("gradient/" + goldenName(parameter)),
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
          try (Bench bench = new Bench(program, manager, name, SETUPS.get(setup), OPTIMIZER)) {
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
                NDArray after = bench.golden.array("after/" + setup + "/" + goldenName(parameter));
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
          try (Bench whole = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("all"), OPTIMIZER);
              Bench cut = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("all"), OPTIMIZER)) {
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
              Bench bench = new Bench(program, manager, golden, student, teacher, SETUPS.get("all"), OPTIMIZER)) {
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
          try (Bench bench = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("connector"), OPTIMIZER)) {
            bench.step(0, 1e-2, 4);
            Parameter weight = bench.step.parameters().get(0);
            float[] before = weight.value().toFloatArray();
            Batch text = bench.golden.batch(2, 3);
            bench.step.begin(new StepId(0, 1), 1);
            bench.step.accumulate(text, bench.says(text, manager));
            StepOutcome outcome = bench.step.finish(1e-2);
            assertThat(outcome.gradNorm()).isZero();
            assertThat(weight.value().toFloatArray()).isNotEqualTo(before);
          }
        });
  }

  @Test
  void aTermThatIsNotFiniteStopsTheRunBeforeAnyWeightMoves() {
    TestDevice.run(
        (program, manager) -> {
          try (Bench bench = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("connector"), OPTIMIZER)) {
            Batch batch = bench.golden.batch();
            NDArray says = bench.says(batch, manager);
            says.set(new ai.djl.ndarray.index.NDIndex("0, 0"), Float.NaN);
            bench.step.begin(new StepId(2, 7), 4);
            assertThatThrownBy(() -> bench.step.accumulate(batch, says))
                .isInstanceOf(DocentException.class)
                .hasMessageContaining("L_res of sample sample-0 is NaN at step 2/7");
          }
        });
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRunBeforeAnyWeightMoves() {
    TestDevice.run(
        (program, manager) -> {
          try (Bench bench = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("all"), OPTIMIZER)) {
            Parameter first = bench.step.parameters().get(0);
            float[] before = first.value().toFloatArray();
            Batch batch = bench.golden.batch();
            bench.step.begin(new StepId(0, 3), 4);
            bench.step.accumulate(batch, bench.says(batch, manager));
            bench.step.gradients().all().get(5).addi(Float.POSITIVE_INFINITY);
            assertThatThrownBy(() -> bench.step.finish(1e-2))
                .isInstanceOf(DocentException.class)
                .hasMessageContaining(bench.step.parameters().get(5).key())
                .hasMessageContaining("at step 0/3");
            assertThat(first.value().toFloatArray()).isEqualTo(before);
          }
        });
  }

  @Test
  void aStepThatHasNotSeenAllItsSamplesIsNotFinished() {
    TestDevice.run(
        (program, manager) -> {
          try (Bench bench = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("connector"), OPTIMIZER)) {
            Batch half = bench.golden.batch(0, 2);
            bench.step.begin(new StepId(0, 0), 4);
            bench.step.accumulate(half, bench.says(half, manager));
            assertThatThrownBy(() -> bench.step.finish(1e-2)).hasMessageContaining("2 samples of 4");
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
                  new TrainingStep(student, manager, SETUPS.get("connector-language"), supervised, OPTIMIZER, null)) {
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
          try (Bench bench = new Bench(program, manager, "gqa-tied-patch", SETUPS.get("all"), OPTIMIZER)) {
            bench.step(0, 1e-4, 2);
            int before = arraysUnder(manager);
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

  private static String goldenName(Parameter parameter) {
    return parameter.key().replace("vision_tower/", "vision/").replace("language_model/", "language/");
  }

  /** A student, its teacher and a training step between them. */
  private static final class Bench implements AutoCloseable {
    final GoldenCase golden;
    final VisionLanguageModel student;
    final VisionLanguageModel teacher;
    final OutputHead head;
    final TrainingStep step;
    private final NDManager manager;

    Bench(TorchProgram program, NDManager manager, String name, Set<Part> trainable, OptimizerSettings optimizer)
        throws Exception {
      this(program, manager, new GoldenCase(program, manager, name), trainable, optimizer);
    }

    private Bench(
        TorchProgram program, NDManager manager, GoldenCase golden, Set<Part> trainable, OptimizerSettings optimizer) {
      this(program, manager, golden, golden.student(), golden.teacher(), trainable, optimizer);
    }

    Bench(
        TorchProgram program,
        NDManager manager,
        GoldenCase golden,
        VisionLanguageModel student,
        VisionLanguageModel teacher,
        Set<Part> trainable,
        OptimizerSettings optimizer) {
      this.manager = manager;
      this.golden = golden;
      this.student = student;
      this.teacher = teacher;
      this.head =
          OutputHead.ofTeacher(
              program, manager, teacher.head().value(), student.config().language().vocabSize());
      this.step = new TrainingStep(student, manager, trainable, OBJECTIVE, optimizer, head);
    }

    NDArray says(Batch batch, NDManager owner) {
      return new TeacherForward(teacher).hidden(batch, owner);
    }

    StepOutcome step(int k, double rate, int samplesPerPart) {
      step.begin(new StepId(0, k), 4);
      for (int from = 0; from < 4; from += samplesPerPart) {
        Batch part = golden.batch(from, from + samplesPerPart);
        try (NDManager scope = manager.newSubManager()) {
          step.accumulate(part, says(part, scope));
        }
      }
      return step.finish(rate);
    }

    @Override
    public void close() {
      step.close();
      head.close();
      student.close();
      teacher.close();
    }
  }

  @Test
  void stateAndWeightsTakenOverContinueToTheSameBits() {
    TestDevice.run(
        (program, manager) -> {
          try (Bench whole = new Bench(program, manager, "mha-untied-cls", SETUPS.get("all"), OPTIMIZER);
              Bench resumed = new Bench(program, manager, "mha-untied-cls", SETUPS.get("all"), OPTIMIZER)) {
            whole.step(0, 1e-2, 2);
            whole.step(1, 1e-2, 2);
            List<Parameter> from = whole.step.parameters();
            List<Parameter> into = resumed.step.parameters();
            for (int i = 0; i < from.size(); i++) {
              from.get(i).value().copyTo(into.get(i).value());
            }
            resumed.step.optimizer().restore(
                whole.step.optimizer().steps(),
                whole.step.optimizer().firstMoments(),
                whole.step.optimizer().secondMoments());
            StepOutcome expected = whole.step(2, 1e-2, 2);
            assertThat(resumed.step(2, 1e-2, 2)).isEqualTo(expected);
            for (int i = 0; i < from.size(); i++) {
              assertThat(into.get(i).value().toFloatArray()).isEqualTo(from.get(i).value().toFloatArray());
            }
          }
        });
  }
}
