package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Signal;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signal's memory serves the next pull once its micro-batch was added: no tensor of the student
 * may read it after that, though tensors share its memory while they live.
 */
class ReleasedSignalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void whatBecomesOfASignalsMemoryAfterItWasAddedChangesNothing() throws Exception {
    try (DeviceThread device = DeviceThread.start("released-signal", "cpu", 1)) {
      StepReport kept = device.submit(() -> twoSteps("kept", false, device.manager())).get();
      StepReport spoilt = device.submit(() -> twoSteps("spoilt", true, device.manager())).get();

      assertThat(kept.rel()).isPositive();
      assertThat(spoilt).isEqualTo(kept);
    }
  }

  private StepReport twoSteps(String name, boolean spoiling, NDManager manager) {
    RunSettings run =
        SettingsLoader.load(GoldenFixture.configuration(folder), List.of("stages=[dft]"))
            .settings();
    try (FrozenTeacher teacher = FrozenTeacher.open(run, manager);
        DistilledStudent student = DistilledStudent.open(run, folder.resolve(name), manager)) {
      student.beginStage(new StageStart(0, 0, 2, 0), null);
      student.teacherHead(teacher.head());
      StepReport last = null;
      for (int step = 0; step < 2; step++) {
        for (int part = 0; part < 2; part++) {
          MicroBatchPlan plan =
              new MicroBatchPlan(
                  new MicroBatchId(0, step, 0, part), List.of(2 * part, 2 * part + 1));
          Signal signal = teacher.compute(plan);
          student.accumulate(plan, 4, signal);
          if (spoiling) {
            spoil(signal.payload());
          }
        }
        last = student.finishStep(new StepId(0, step));
      }
      return Objects.requireNonNull(last);
    }
  }

  /** Every float becomes one that is not a number. */
  private static void spoil(ByteBuffer payload) {
    for (int at = 0; at < payload.limit(); at++) {
      payload.put(at, (byte) 0xFF);
    }
  }
}
