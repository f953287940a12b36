package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the default tolerance lets the same teacher in other types pass, and another one not. */
class CanaryToleranceTest {

  private static final MicroBatchPlan CANARY =
      new MicroBatchPlan(new MicroBatchId(0, 0, 0, 0), List.of(0, 1));

  /** As many rows, each of another sample. */
  private static final MicroBatchPlan SWAPPED = new MicroBatchPlan(CANARY.id(), List.of(1, 0));

  @SuppressWarnings("NullAway.Init")
  private static DeviceThread device;

  private final Path folder;

  CanaryToleranceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void start() {
    device = DeviceThread.start("canary", "cpu", 1);
  }

  @AfterAll
  static void stop() {
    device.close();
  }

  @Test
  void otherTypesPassAndOtherSamplesDoNot() throws Exception {
    double tolerance = run().teacher().admission().canaryTolerance();
    CanaryScore usual = score(CANARY);
    double held =
        usual.deviation(score(CANARY, "teacher.dtype=bf16", "teacher.compute-dtype=float32"));
    double both =
        usual.deviation(score(CANARY, "teacher.dtype=bf16", "teacher.compute-dtype=bf16"));
    double other = usual.deviation(score(SWAPPED));

    assertThat(usual.deviation(score(CANARY))).isZero();
    assertThat(held).isPositive().isLessThan(tolerance);
    assertThat(both).isPositive().isLessThan(tolerance);
    assertThat(other).isGreaterThan(tolerance);
  }

  private RunSettings run(String... settings) {
    return SettingsLoader.load(GoldenFixture.configuration(folder), List.of(settings)).settings();
  }

  private CanaryScore score(MicroBatchPlan plan, String... settings) throws Exception {
    RunSettings run = run(settings);
    return device
        .submit(
            () -> {
              try (NDManager manager = device.manager().newSubManager();
                  FrozenTeacher teacher = FrozenTeacher.open(run, manager)) {
                return teacher.canary(plan);
              }
            })
        .get();
  }
}
