package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.api.Test;

class TrainingStepFailureTest {

  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 1, 0);

  @Test
  void aTermThatIsNotFiniteIsNamedAndMovesNoWeight() {
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
            float[] before = bench.step.parameters().get(0).value().toFloatArray();
            bench.step.accumulate(batch, TeacherStates.of(says).targets(batch));

            StepOutcome outcome = bench.step.finish(1e-2);

            assertThat(outcome.fault())
                .isEqualTo(
                    "L_res of sample sample-0 is NaN in step 8 of its stage, it must be finite");
            assertThat(outcome.res()).isNaN();
            assertThat(bench.step.optimizer().steps()).isZero();
            assertThat(bench.step.parameters().get(0).value().toFloatArray()).isEqualTo(before);
          }
        });
  }

  @Test
  void aGradientThatIsNotFiniteIsNamedAndMovesNoWeight() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench bench =
              new TrainingBench(
                  program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER)) {
            Parameter first = bench.step.parameters().get(0);
            float[] before = first.value().toFloatArray();
            Batch batch = bench.golden.batch();
            bench.step.begin(new StepId(0, 3), 4);
            bench.step.accumulate(
                batch, TeacherStates.of(bench.says(batch, manager)).targets(batch));
            bench.step.gradients().all().get(5).addi(Float.POSITIVE_INFINITY);
            assertThat(bench.step.finish(1e-2).fault())
                .contains(bench.step.parameters().get(5).key())
                .endsWith("is Infinity in step 4 of its stage, it must be finite");
            assertThat(bench.step.optimizer().steps()).isZero();
            assertThat(first.value().toFloatArray()).isEqualTo(before);
          }
        });
  }

  @Test
  void aStepThatWasLeftOutLeavesNoTrace() {
    TestDevice.run(
        (program, manager) -> {
          try (TrainingBench faultless =
                  new TrainingBench(
                      program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER);
              TrainingBench faulty =
                  new TrainingBench(
                      program, manager, "gqa-tied-patch", TrainingBench.setup("all"), OPTIMIZER)) {
            faultless.step(0, 1e-2, 2);
            faultless.step(1, 1e-2, 2);

            faulty.step(0, 1e-2, 2);
            Batch batch = faulty.golden.batch();
            NDArray says = faulty.says(batch, manager);
            says.set(new NDIndex("1, 0"), Float.POSITIVE_INFINITY);
            faulty.step.begin(new StepId(0, 1), 4);
            faulty.step.accumulate(batch, TeacherStates.of(says).targets(batch));
            assertThat(faulty.step.finish(1e-2).fault()).isNotNull();
            faulty.step(2, 1e-2, 2);

            for (int i = 0; i < faulty.step.parameters().size(); i++) {
              assertThat(faulty.step.parameters().get(i).value().toFloatArray())
                  .isEqualTo(faultless.step.parameters().get(i).value().toFloatArray());
            }
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
            bench.step.accumulate(half, TeacherStates.of(bench.says(half, manager)).targets(half));
            assertThatThrownBy(() -> bench.step.finish(1e-2))
                .hasMessageContaining("2 samples of 4");
          }
        });
  }
}
