package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.distill.TeacherForward;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DistillationObjectiveTest {

  private static final LossWeights ALL = new LossWeights(1, 1, 1, 0.5);

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void everyTermOfEverySampleEqualsFullLogitsInPyTorch(Divergence divergence) {
    TestDevice.run(
        (program, manager) -> {
          for (String name : List.of("gqa-tied-patch", "mha-untied-cls")) {
            for (double temperature : new double[] {1, 2}) {
              GoldenCase golden = new GoldenCase(program, manager, name);
              SampleTerms terms =
                  terms(program, manager, golden, settings(ALL, divergence, temperature, 7));
              String key = "terms/" + divergence.key() + "/" + temperature;
              NDArray actual = manager.create(table(terms), new Shape(4, terms.samples()));
              assertClose(key, actual, golden.array(key), 1e-5);
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "64"})
  void rowsAtATimeChangeOnlyRounding(int chunkRows) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          double[] whole =
              table(terms(program, manager, golden, settings(ALL, Divergence.FORWARD_KL, 1, 1000)));
          double[] parts =
              table(
                  terms(
                      program,
                      manager,
                      golden,
                      settings(ALL, Divergence.FORWARD_KL, 1, chunkRows)));
          assertThat(parts).containsExactly(whole, within(1e-6));
        });
  }

  @Test
  void aTermWithoutWeightIsNotComputed() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          SampleTerms terms =
              terms(
                  program,
                  manager,
                  golden,
                  settings(new LossWeights(0, 1, 0, 0), Divergence.FORWARD_KL, 1, 64));
          assertThat(terms.sum(Term.RES)).isGreaterThan(0);
          assertThat(terms.sum(Term.REG)).isZero();
          assertThat(terms.sum(Term.VIS)).isZero();
          assertThat(terms.sum(Term.REL)).isZero();
        });
  }

  @Test
  void theRelationOfHiddenStatesEqualsTheRelationOfFullLogits() {
    TestDevice.run(
        (program, manager) -> {
          NDArray hidden = manager.randomNormal(new Shape(1, 30, 48));
          NDArray matrix =
              manager.randomNormal(new Shape(9000, 48)); // more than one block of the Gram matrix
          OutputHead head = OutputHead.of(program, manager, matrix);
          NDArray logits =
              hidden
                  .toType(DataType.FLOAT64, true)
                  .matMul(matrix.toType(DataType.FLOAT64, true).transpose());
          NDArray expected = logits.matMul(logits.transpose(0, 2, 1));
          NDArray actual = program.call("relation").with(hidden).with(head.gram()).tensor(manager);
          assertClose("relation", actual, expected, 1e-5);
        });
  }

  @Test
  void scaledTeacherLogitsHaveTheSameRelationButAnotherDistribution() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          try (VisionLanguageModel student = golden.student();
              BatchTensors batch = new BatchTensors(program, manager, golden.batch())) {
            NDArray hidden = student.hidden(batch, manager);
            NDArray doubled =
                program
                    .call("rows_at")
                    .with(hidden.mul(2))
                    .with(batch.signalRows())
                    .tensor(manager);
            OutputHead head = OutputHead.of(program, manager, student.head().value());
            SampleTerms terms =
                new DistillationObjective(
                        program, settings(ALL, Divergence.FORWARD_KL, 1, 64), head, head)
                    .evaluate(hidden, batch, TeacherTargets.ofHidden(doubled, batch), 1, null);
            assertThat(terms.of(Term.REL, 0)).isCloseTo(0, within(1e-9));
            assertThat(terms.of(Term.VIS, 0)).isGreaterThan(1e-3);
          }
        });
  }

  @Test
  void theGradientOfTheObjectiveIsTheSlopeOfItsValue() {
    TestDevice.run(
        (program, manager) -> {
          NDArray hidden = manager.randomNormal(new Shape(6, 4));
          NDArray teacherHidden = manager.randomNormal(new Shape(6, 4));
          OutputHead student =
              OutputHead.of(program, manager, manager.randomNormal(new Shape(9, 4)));
          OutputHead teacher =
              OutputHead.of(program, manager, manager.randomNormal(new Shape(9, 4)));
          for (LossWeights weights :
              List.of(
                  new LossWeights(1, 0, 0, 0),
                  new LossWeights(0, 1, 0, 0),
                  new LossWeights(0, 0, 0, 1))) {
            var objective =
                new DistillationObjective(
                    program, settings(weights, Divergence.JS, 1, 64), student, teacher);
            try (BatchTensors batch = new BatchTensors(program, manager, twoSamples())) {
              NDArray gradient = hidden.zerosLike();
              objective.evaluate(
                  hidden,
                  batch,
                  TeacherTargets.ofHidden(teacherHidden, batch),
                  2,
                  new HeadGradients(gradient, null, null));
              float h = 1e-2f;
              double slope =
                  (value(objective, hidden, batch, teacherHidden, weights, h)
                          - value(objective, hidden, batch, teacherHidden, weights, -h))
                      / (2 * h);
              assertThat((double) gradient.getFloat(4, 1))
                  .as("%s", weights)
                  .isCloseTo(slope, within(2e-3 * Math.abs(slope) + 1e-5));
              assertThat(slope).isNotZero();
            }
          }
        });
  }

  @Test
  void teacherStatesThatDoNotFitTheBatchAreRefused() {
    TestDevice.run(
        (program, manager) -> {
          OutputHead head = OutputHead.of(program, manager, manager.zeros(new Shape(9, 4)));
          var objective =
              new DistillationObjective(
                  program, settings(ALL, Divergence.FORWARD_KL, 1, 64), head, head);
          try (BatchTensors batch = new BatchTensors(program, manager, twoSamples())) {
            NDArray hidden = manager.zeros(new Shape(6, 4));
            assertThatThrownBy(
                    () ->
                        objective.evaluate(
                            hidden,
                            batch,
                            TeacherTargets.ofHidden(manager.zeros(new Shape(5, 4)), batch),
                            1,
                            null))
                .hasMessageContaining("need (6, 4)");
          }
        });
  }

  private static double value(
      DistillationObjective objective,
      NDArray hidden,
      BatchTensors batch,
      NDArray teacherHidden,
      LossWeights weights,
      float by) {
    NDArray moved = hidden.duplicate();
    moved.set(new NDIndex("4, 1"), hidden.getFloat(4, 1) + by);
    SampleTerms terms =
        objective.evaluate(moved, batch, TeacherTargets.ofHidden(teacherHidden, batch), 2, null);
    return (terms.total(0, weights) + terms.total(1, weights)) / 2;
  }

  /** Two samples of three rows: one response row and two visual rows each. */
  private static Batch twoSamples() {
    return new Batch(
        List.of(new SampleLayout(0, "a", 3, 0, 2, 1), new SampleLayout(1, "b", 3, 0, 2, 1)),
        3,
        new long[6],
        new long[] {0, 1, 3, 4},
        new long[] {0, 1, 2, 3},
        new int[] {2, 2},
        new long[] {1, 4},
        new long[] {3, 5},
        new int[] {1, 1},
        0,
        14,
        new float[0],
        0,
        List.of());
  }

  private static SampleTerms terms(
      TorchProgram program, NDManager manager, GoldenCase golden, ObjectiveSettings settings) {
    try (VisionLanguageModel student = golden.student();
        VisionLanguageModel teacher = golden.teacher();
        BatchTensors batch = new BatchTensors(program, manager, golden.batch())) {
      OutputHead head = OutputHead.of(program, manager, student.head().value());
      OutputHead theirs = OutputHead.ofTeacher(program, manager, teacher.head().value(), 40);
      NDArray says = new TeacherForward(teacher).hidden(golden.batch(), manager);
      return new DistillationObjective(program, settings, head, theirs)
          .evaluate(
              student.hidden(batch, manager), batch, TeacherTargets.ofHidden(says, batch), 1, null);
    }
  }

  private static double[] table(SampleTerms terms) {
    return Arrays.stream(Term.values())
        .flatMapToDouble(t -> IntStream.range(0, terms.samples()).mapToDouble(b -> terms.of(t, b)))
        .toArray();
  }

  private static ObjectiveSettings settings(
      LossWeights weights, Divergence divergence, double temperature, int chunkRows) {
    return new ObjectiveSettings(
        weights, divergence, divergence.defaultLambda(), temperature, chunkRows);
  }
}
