package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.plan.Divergence;
import org.junit.jupiter.api.Test;

class DivergenceTest {

  @Test
  void twoTokensByHand() {
    TestDevice.run(
        (program, manager) -> {
          // p = (3/4, 1/4), q = (1/2, 1/2)
          NDArray teacher = manager.create(new float[] {(float) Math.log(3), 0}, new Shape(1, 2));
          NDArray student = manager.create(new float[] {0, 0}, new Shape(1, 2));
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
          NDArray teacher = manager.create(new float[] {0, -1e4f, 3}, new Shape(1, 3));
          NDArray student = manager.create(new float[] {1, -1e4f, 2}, new Shape(1, 3));
          for (Divergence divergence : Divergence.values()) {
            assertThat(divergence(program, manager, divergence.key(), teacher, student))
                .isFinite()
                .isPositive();
          }
        });
  }

  private static double divergence(
      TorchProgram program, NDManager manager, String kind, NDArray teacher, NDArray student) {
    double lambda = Divergence.of(kind).defaultLambda();
    return program
        .call("divergence")
        .with(kind)
        .with(teacher)
        .with(student)
        .with(1.0)
        .with(lambda)
        .tensor(manager)
        .getFloat(0);
  }
}
