package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.compute.DeviceThread;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on the first GPU against training on the CPU, which the golden files hold. */
@Tag("gpu")
class GpuTest {

  private static final String GPU = "cuda:0";
  private static final int STEPS = 4;
  private static final float TOLERANCE = 1e-4f;
  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1, 0);

  @BeforeAll
  static void requireGpu() {
    boolean there = Engine.getEngine("PyTorch").getGpuCount() > 0;
    if (!there) {
      System.out.println("GpuTest is left out: PyTorch finds no GPU on this machine");
    }
    assumeTrue(there, "PyTorch finds no GPU on this machine");
  }

  @ParameterizedTest
  @CsvSource({"gqa-tied-patch, all", "mha-untied-cls, connector-language"})
  void stepsOnAGpuMoveTheWeightsAsOnTheCpu(String name, String setup) throws Exception {
    List<float[]> expected = weightsAfterTraining("cpu", name, setup);
    List<float[]> actual = weightsAfterTraining(GPU, name, setup);

    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      float largest = 0;
      float worst = 0;
      for (int k = 0; k < expected.get(i).length; k++) {
        largest = Math.max(largest, Math.abs(expected.get(i)[k]));
        worst = Math.max(worst, Math.abs(actual.get(i)[k] - expected.get(i)[k]));
      }
      assertThat(worst / largest).as("parameter %d", i).isLessThan(TOLERANCE);
    }
  }

  private static List<float[]> weightsAfterTraining(String device, String name, String setup)
      throws Exception {
    try (DeviceThread thread = DeviceThread.start("gpu-test", device, 1)) {
      return thread.submit(() -> train(thread.manager(), name, setup)).get();
    }
  }

  private static List<float[]> train(NDManager manager, String name, String setup)
      throws Exception {
    try (TorchProgram program = TorchProgram.load(manager);
        TrainingBench bench =
            new TrainingBench(program, manager, name, TrainingBench.setup(setup), OPTIMIZER)) {
      for (int k = 0; k < STEPS; k++) {
        assertThat(bench.step(k, 1e-2, 2).fault()).isNull();
      }
      List<float[]> weights = new ArrayList<>();
      for (Parameter parameter : bench.step.parameters()) {
        weights.add(parameter.value().toFloatArray());
      }
      return weights;
    }
  }
}
