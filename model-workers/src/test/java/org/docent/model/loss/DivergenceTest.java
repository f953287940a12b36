package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.plan.Divergence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DivergenceTest {

  @Test
  void twoTokensByHand() {
    TestDevice.run(
        (program, manager) -> {
          // p = (3/4, 1/4), q = (1/2, 1/2)
          float[] teacher = {(float) Math.log(3), 0};
          float[] student = {0, 0};
          assertThat(divergence(program, manager, "forward-kl", teacher, student))
              .isCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(1e-6));
          assertThat(divergence(program, manager, "reverse-kl", teacher, student))
              .isCloseTo(0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(2), within(1e-6));
          assertThat(divergence(program, manager, "tv", teacher, student))
              .isCloseTo(0.25, within(1e-6));
        });
  }

  @Test
  void tokensBothFindImpossibleDoNotTurnIntoNaN() {
    TestDevice.run(
        (program, manager) -> {
          NDArray teacher = manager.create(new float[] {0, -1e4f, 3}, new Shape(3, 1));
          for (Divergence divergence : Divergence.values()) {
            NDArray student = manager.create(new float[] {1, -1e4f, 2}, new Shape(3, 1));
            assertThat(values(program, manager, divergence, teacher, student, 1)[0])
                .isFinite()
                .isPositive();
            assertThat(student.isNaN().any().getBoolean()).as(divergence.key()).isFalse();
          }
        });
  }

  /** In float64, so that the slope between two values is good for seven digits. */
  @ParameterizedTest
  @EnumSource(Divergence.class)
  void theGradientIsTheSlopeOfTheValueAtEveryLogit(Divergence divergence) {
    TestDevice.run(
        (program, manager) -> {
          for (double temperature : new double[] {1, 2.5}) {
            double[] teacher = normal(1, 15);
            double[] student = normal(2, 15);
            NDArray gradient = tokens(manager, student);
            values(program, manager, divergence, tokens(manager, teacher), gradient, temperature);
            double h = 1e-5;
            for (int i = 0; i < student.length; i++) {
              double slope = 0;
              for (int sign : new int[] {1, -1}) {
                double[] moved = student.clone();
                moved[i] += sign * h;
                NDArray there = tokens(manager, moved);
                double[] values =
                    values(
                        program, manager, divergence, tokens(manager, teacher), there, temperature);
                slope += sign * values[i % 3] / (2 * h);
              }
              assertThat(gradient.getDouble(i / 3, i % 3))
                  .as("%s at temperature %s, logit %d", divergence, temperature, i)
                  .isCloseTo(slope, within(1e-8));
              assertThat(slope).isNotZero();
            }
          }
        });
  }

  @Test
  void equalDistributionsHaveNoDivergenceAndNoGradient() {
    TestDevice.run(
        (program, manager) -> {
          double[] logits = normal(3, 15);
          for (Divergence divergence : Divergence.values()) {
            NDArray gradient = tokens(manager, logits);
            double[] values =
                values(program, manager, divergence, tokens(manager, logits), gradient, 1);
            assertThat(values).containsExactly(new double[3], within(1e-14));
            assertThat(gradient.toDoubleArray()).containsExactly(new double[15], within(1e-14));
          }
        });
  }

  /** Five tokens of three rows. */
  private static NDArray tokens(NDManager manager, double[] logits) {
    return manager.create(logits, new Shape(5, 3));
  }

  private static double[] normal(long seed, int count) {
    return new Random(seed).doubles(count, -2, 2).toArray();
  }

  /** The value of each row; the gradient takes the place of the student's logits. */
  private static double[] values(
      TorchProgram program,
      NDManager manager,
      Divergence divergence,
      NDArray teacherVS,
      NDArray studentVS,
      double temperature) {
    return program
        .call("divergence")
        .with(divergence.key())
        .with(teacherVS)
        .with(studentVS)
        .with(temperature)
        .with(divergence.defaultLambda())
        .tensor(manager)
        .toType(DataType.FLOAT64, false)
        .toDoubleArray();
  }

  private static double divergence(
      TorchProgram program, NDManager manager, String kind, float[] teacher, float[] student) {
    NDArray teacherVS = manager.create(teacher, new Shape(teacher.length, 1));
    NDArray studentVS = manager.create(student, new Shape(student.length, 1));
    return values(program, manager, Divergence.of(kind), teacherVS, studentVS, 1)[0];
  }
}
