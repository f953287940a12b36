package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Signal;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the features of the vision tower cross, and what a student does that expects others. */
class SharedVisionTowerTest {

  private static final MicroBatchPlan TWO_PICTURES =
      new MicroBatchPlan(new MicroBatchId(0, 0, 0, 0), List.of(0, 1));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void signalsCarryTheFeaturesOfEveryPictureWhereTheTowerIsShared() throws Exception {
    try (DeviceThread device = DeviceThread.start("shared-tower", "cpu", 1)) {
      Signal shared = device.submit(() -> signal(run("always"), device.manager())).get();
      Signal own = device.submit(() -> signal(run("never"), device.manager())).get();

      assertThat(shared.header().find(SignalSection.FEATURES))
          .contains(new TensorSpec(SignalSection.FEATURES, ElementType.FLOAT32, 2 * 8, 32));
      assertThat(own.header().find(SignalSection.FEATURES)).isEmpty();
      assertThat(shared.payload().slice(0, own.payload().remaining())).isEqualTo(own.payload());
    }
  }

  @Test
  void aStudentThatExpectsOtherFeaturesSaysWhatToDo() throws Exception {
    try (DeviceThread device = DeviceThread.start("shared-tower", "cpu", 1)) {
      assertThatThrownBy(() -> device.submit(() -> train(device.manager())).get())
          .hasStackTraceContaining(
              "has vision features of 0 x 0, the student needs 16 x 32: set share-vision-tower ="
                  + " never");
    }
  }

  private boolean train(NDManager manager) {
    try (FrozenTeacher teacher = FrozenTeacher.open(run("never"), manager);
        DistilledStudent student =
            DistilledStudent.open(run("always"), folder.resolve("run"), manager)) {
      student.beginStage(new StageStart(0, 0, 1, 0), null);
      student.teacherHead(teacher.head());
      student.accumulate(TWO_PICTURES, 2, teacher.compute(TWO_PICTURES));
      return true;
    }
  }

  private static Signal signal(RunSettings run, NDManager manager) {
    try (FrozenTeacher teacher = FrozenTeacher.open(run, manager)) {
      return teacher.compute(TWO_PICTURES);
    }
  }

  private RunSettings run(String sharing) {
    return SettingsLoader.load(
            GoldenFixture.configuration(folder),
            List.of("stages=[dft]", "share-vision-tower=" + sharing))
        .settings();
  }
}
