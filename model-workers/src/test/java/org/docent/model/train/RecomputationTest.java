package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.Parameter;
import org.docent.model.vlm.Trainable;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers that are computed again in the backward pass change not a bit of anything. */
class RecomputationTest {

  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1, 0);

  @ParameterizedTest
  @CsvSource({
    "gqa-tied-patch, connector", "gqa-tied-patch, connector-language", "gqa-tied-patch, all",
    "mha-untied-cls, connector", "mha-untied-cls, connector-language", "mha-untied-cls, all"
  })
  void stepsHaveTheSameGradientsAndLeaveTheSameWeightsToTheBit(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench kept = bench(program, manager, name, setup, false);
              TrainingBench recomputed = bench(program, manager, name, setup, true)) {
            for (int k = 0; k < 3; k++) {
              StepOutcome expected = kept.step(k, 1e-2, 2);
              assertThat(recomputed.step(k, 1e-2, 2)).isEqualTo(expected);
              assertSameBits(recomputed, kept);
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "gqa-tied-patch, connector", "gqa-tied-patch, connector-language", "gqa-tied-patch, all",
    "mha-untied-cls, connector", "mha-untied-cls, connector-language", "mha-untied-cls, all"
  })
  void textAloneHasTheSameGradientsToTheBit(String name, String setup) {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench kept = bench(program, manager, name, setup, false);
              TrainingBench recomputed = bench(program, manager, name, setup, true)) {
            for (TrainingBench bench : List.of(kept, recomputed)) {
              Batch text = bench.golden.batch(2, 3);
              assertThat(text.visualRows()).isEmpty();
              bench.step.begin(new StepId(0, 0), 1);
              bench.step.accumulate(
                  text, TeacherStates.of(bench.says(text, manager)).targets(text));
            }
            assertThat(recomputed.step.finish(1e-2)).isEqualTo(kept.step.finish(1e-2));
            assertSameBits(recomputed, kept);
          }
        });
  }

  private static TrainingBench bench(
      TorchProgram program, NDManager manager, String name, String setup, boolean recomputing)
      throws IOException {
    Trainable trainable = new Trainable(TrainingBench.setup(setup), recomputing);
    return new TrainingBench(program, manager, name, trainable, OPTIMIZER);
  }

  private static void assertSameBits(TrainingBench actual, TrainingBench expected) {
    List<Parameter> found = actual.step.parameters();
    List<Parameter> wanted = expected.step.parameters();
    assertThat(found).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      Parameter parameter = wanted.get(i);
      NDArray gradient = actual.step.gradients().of(found.get(i));
      assertThat(gradient.toFloatArray())
          .as("gradient of %s", parameter.key())
          .isEqualTo(expected.step.gradients().of(parameter).toFloatArray());
      assertThat(found.get(i).value().toFloatArray())
          .as(parameter.key())
          .isEqualTo(parameter.value().toFloatArray());
    }
  }
}
