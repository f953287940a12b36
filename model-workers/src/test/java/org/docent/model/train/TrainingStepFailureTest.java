package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.docent.model.data.Batch;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.api.Test;

class TrainingStepFailureTest {

  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1, 0);

  @Test
  void aTermThatIsNotFiniteStopsTheRunBeforeAnyWeightMoves() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program,
                  manager,
                  "gqa-tied-patch",
                  TrainingBench.setup("connector"),
                  OPTIMIZER)) {
            Batch batch = bench.golden.batch();
            NDArray says = bench.says(batch, manager);
            says.set(new NDIndex("0, 0"), Float.NaN);
            bench.step.begin(new StepId(2, 7), 4);
            assertThatThrownBy(() -> bench.step.accumulate(batch, says))
                .isInstanceOf(DocentException.class)
                .hasMessageContaining("L_res of sample sample-0 is NaN in step 8 of its stage");
          }
        });
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRunBeforeAnyWeightMoves() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER)) {
            Parameter first = bench.step.parameters().get(0);
            float[] before = first.value().toFloatArray();
            Batch batch = bench.golden.batch();
            bench.step.begin(new StepId(0, 3), 4);
            bench.step.accumulate(batch, bench.says(batch, manager));
            bench.step.gradients().all().get(5).addi(Float.POSITIVE_INFINITY);
            assertThatThrownBy(() -> bench.step.finish(1e-2))
                .isInstanceOf(DocentException.class)
                .hasMessageContaining(bench.step.parameters().get(5).key())
                .hasMessageContaining("in step 4 of its stage");
            assertThat(first.value().toFloatArray()).isEqualTo(before);
          }
        });
  }

  @Test
  void aStepThatHasNotSeenAllItsSamplesIsNotFinished() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program,
                  manager,
                  "gqa-tied-patch",
                  TrainingBench.setup("connector"),
                  OPTIMIZER)) {
            Batch half = bench.golden.batch(0, 2);
            bench.step.begin(new StepId(0, 0), 4);
            bench.step.accumulate(half, bench.says(half, manager));
            assertThatThrownBy(() -> bench.step.finish(1e-2))
                .hasMessageContaining("2 samples of 4");
          }
        });
  }
}
