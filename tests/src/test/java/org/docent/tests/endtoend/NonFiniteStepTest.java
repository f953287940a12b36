package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Signal;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A teacher whose signal makes a loss that is not a number, against a stage that may leave out one
 * step.
 */
class NonFiniteStepTest {

  private static final int STEPS = 6;

  @SuppressWarnings("NullAway.Init")
  private static DeviceThread device;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @BeforeAll
  static void start() {
    device = DeviceThread.start("non-finite", "cpu", 1);
  }

  @AfterAll
  static void stop() {
    device.close();
  }

  @Test
  void aStepThatMayBeLeftOutAdvancesNeitherOptimizerNorSchedule() throws Exception {
    RunFolder spoilt = new RunFolder(folder.resolve("spoilt"));
    RunFolder clean = new RunFolder(folder.resolve("clean"));

    // Every step has the same two samples, so that steps differ in their number alone.
    List<StepReport> withFault = train(spoilt.path(), 1, 4, List.of(2));
    List<StepReport> without = train(clean.path(), 1, 3, List.of());

    assertThat(withFault.get(2).fault())
        .isEqualTo("L_res of sample f-01 is NaN in step 3 of its stage, it must be finite");
    assertThat(withFault.get(2).loss()).isNaN();
    assertThat(withFault.get(2).nextLearningRate()).isEqualTo(withFault.get(2).learningRate());
    assertThat(withFault.get(3).learningRate()).isEqualTo(without.get(2).learningRate());
    assertThat(withFault.get(3).gradNorm()).isEqualTo(without.get(2).gradNorm());
    assertThat(spoilt.model().resolve("model.safetensors"))
        .hasSameBinaryContentAs(clean.model().resolve("model.safetensors"));
  }

  @Test
  void oneMoreThanAllowedStopsTheRunAndSaysWhatToDo() {
    assertThatThrownBy(() -> train(folder.resolve("stopped"), 1, 4, List.of(1, 2)))
        .rootCause()
        .isInstanceOfSatisfying(
            DocentException.class,
            fault -> assertThat(fault.category()).isEqualTo(Category.STOP_RUN))
        .hasMessage(
            "L_res of sample f-01 is NaN in step 3 of its stage, it must be finite: no weight was"
                + " moved; lower learning-rate, look at the data of this step with docent inspect,"
                + " or let such steps be left out with stage.dft.skip-non-finite-steps, which"
                + " allows 1");
  }

  private List<StepReport> train(Path runDirectory, int allowed, int steps, List<Integer> faulty)
      throws Exception {
    RunSettings run =
        SettingsLoader.load(
                GoldenFixture.configuration(folder),
                List.of("stages=[dft]", "stage.dft.skip-non-finite-steps=" + allowed))
            .settings();
    return device
        .submit(
            () -> {
              try (NDManager manager = device.manager().newSubManager();
                  FrozenTeacher teacher = FrozenTeacher.open(run, manager);
                  DistilledStudent student = DistilledStudent.open(run, runDirectory, manager)) {
                student.beginStage(new StageStart(0, 0, STEPS, 0), null);
                student.teacherHead(teacher.head());
                List<StepReport> reports = new ArrayList<>();
                for (int k = 0; k < steps; k++) {
                  MicroBatchPlan plan =
                      new MicroBatchPlan(new MicroBatchId(0, k, 0, 0), List.of(0, 1));
                  Signal signal = teacher.compute(plan);
                  if (faulty.contains(k)) {
                    signal
                        .payload()
                        .putFloat(0, Float.MAX_VALUE); // finite, what comes of it is not
                  }
                  student.accumulate(plan, 2, signal);
                  reports.add(student.finishStep(new StepId(0, k)));
                }
                student.saveModel();
                return reports;
              }
            })
        .get();
  }
}
