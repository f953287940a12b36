package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import java.util.stream.IntStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.plan.Divergence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The divergence of buckets, against differences of its own value. */
class TopKDivergenceTest {

  private static final int V = 7;
  private static final float H = 2e-3f;

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void theGradientIsTheSlopeOfTheValue(Divergence divergence) {
    TestDevice.run(
        (program, manager) -> {
          for (int k : new int[] {1, 3, V - 1, V}) {
            for (double temperature : new double[] {1, 2}) {
              float[] logits = random(V, k);
              float[] gradient = logits.clone();
              value(program, manager, divergence, temperature, k, gradient);
              for (int v = 0; v < V; v++) {
                double slope =
                    (moved(program, manager, divergence, temperature, k, logits, v, H)
                            - moved(program, manager, divergence, temperature, k, logits, v, -H))
                        / (2 * H);
                assertThat((double) gradient[v])
                    .as("%s, k = %d, T = %s, token %d", divergence, k, temperature, v)
                    .isCloseTo(slope, within(2e-3 * Math.abs(slope) + 2e-4));
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void aTokenThatNeitherSideBelievesInLeavesNoGap(Divergence divergence) {
    TestDevice.run(
        (program, manager) -> {
          for (float far : new float[] {40, 200, 20_000}) {
            float[] logits = {0, 1, -far, -far, -far, -far, -far};
            double value = value(program, manager, divergence, 1, 3, logits);

            assertThat(value).as("%s at %s", divergence, far).isFinite();
            for (float slope : logits) {
              assertThat(slope).as("%s at %s", divergence, far).isFinite();
            }
          }
        });
  }

  @Test
  void equalDistributionsAreZeroApart() {
    TestDevice.run(
        (program, manager) -> {
          float[] logits = new float[V];
          float[] masses = {2, 2, 2, 8}; // three of fourteen halves each, four tokens in the rest
          NDArray logitsVS = manager.create(logits, new Shape(V, 1));
          NDArray found = call(program, manager, Divergence.FORWARD_KL, 1, logitsVS, 3, masses);

          assertThat(found.getFloat(0)).isCloseTo(0, within(1e-6f));
          assertThat(logitsVS.abs().max().getFloat()).isCloseTo(0, within(1e-6f));
        });
  }

  private static double moved(
      TorchProgram program,
      NDManager manager,
      Divergence divergence,
      double temperature,
      int k,
      float[] logits,
      int v,
      float by) {
    float[] other = logits.clone();
    other[v] += by;
    return value(program, manager, divergence, temperature, k, other);
  }

  /** The value; the gradient takes the place of the logits. */
  private static double value(
      TorchProgram program,
      NDManager manager,
      Divergence divergence,
      double temperature,
      int k,
      float[] logits) {
    float[] masses = random(k + 1, 100 + k);
    for (int i = 0; i < masses.length; i++) {
      masses[i] = (float) Math.exp(masses[i]);
    }
    if (k == V) {
      masses[k] = 0x1p-24f; // what an encoder writes where nothing is left
    }
    NDArray logitsVS = manager.create(logits, new Shape(V, 1));
    NDArray found = call(program, manager, divergence, temperature, logitsVS, k, masses);
    System.arraycopy(logitsVS.toFloatArray(), 0, logits, 0, V);
    return found.getFloat(0);
  }

  private static NDArray call(
      TorchProgram program,
      NDManager manager,
      Divergence divergence,
      double temperature,
      NDArray logitsVS,
      int k,
      float[] masses) {
    return program
        .call("top_k_divergence")
        .with(divergence.key())
        .with(manager.create(IntStream.range(0, k).asLongStream().toArray(), new Shape(1, k)))
        .with(manager.create(masses, new Shape(1, k + 1)))
        .with(logitsVS)
        .with(temperature)
        .with(divergence.defaultLambda())
        .tensor(manager);
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
