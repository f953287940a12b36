package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.cli.Main;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose teacher side travels otherwise than as hidden states. */
class SignalCodecsTest {

  /** Teacher, student and tokenizer of the fixture have 312, 304 and 300. */
  private static final int COMPARED = 300;

  private static final List<String> NO_HEAD =
      List.of(
          "stage.dft.signals.res=topk",
          "stage.dft.signals.vis=topk",
          "stage.dft.signals.rel=packed");

  private static final MicroBatchPlan FIRST =
      new MicroBatchPlan(new MicroBatchId(0, 0, 0, 0), List.of(0, 1));
  private static final MicroBatchPlan SECOND =
      new MicroBatchPlan(new MicroBatchId(0, 0, 0, 1), List.of(2, 3));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void logitsTrainAsHiddenStatesDo() {
    RunFolder hidden = train("hidden", List.of());
    RunFolder full =
        train("full", List.of("stage.dft.signals.res=full", "stage.dft.signals.vis=full"));

    assertThat(full.metrics()).hasSize(6);
    for (int i = 0; i < 6; i++) {
      for (String term : List.of("loss", "reg", "res", "vis", "rel", "grad_norm")) {
        double expected = hidden.metrics().get(i).path(term).asDouble();
        assertThat(full.metrics().get(i).path(term).asDouble())
            .as("%s of step %d", term, i + 1)
            .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void mostOfTheVocabularyTrainsNearlyAsAllOfIt() {
    RunFolder hidden = train("hidden", List.of());
    List<String> settings = new ArrayList<>(NO_HEAD);
    settings.add("stage.dft.signals.top-k=200");
    RunFolder top = train("top", settings);

    for (int i = 0; i < 6; i++) {
      JsonNode step = top.metrics().get(i);
      double expected = hidden.metrics().get(i).path("loss").asDouble();
      assertThat(step.path("loss").asDouble())
          .isNotEqualTo(expected)
          .isCloseTo(expected, within(0.05 * expected));
    }
  }

  @Test
  void howManyTeachersThereAreChangesNoBit() {
    RunFolder one = train("one", NO_HEAD);
    List<String> settings = new ArrayList<>(NO_HEAD);
    settings.add("teacher.workers=3");
    RunFolder three = train("three", settings);

    assertThat(losses(three)).hasSize(6).isEqualTo(losses(one));
    assertThat(three.model().resolve("model.safetensors"))
        .hasSameBinaryContentAs(one.model().resolve("model.safetensors"));
  }

  @Test
  void aStudentThatReadsNoHiddenStatesNeedsNoHead() throws Exception {
    RunSettings run = settings("no-head", NO_HEAD);
    try (DeviceThread device = DeviceThread.start("no-head", "cpu", 1)) {
      StepReport report =
          device
              .submit(
                  () -> {
                    try (FrozenTeacher teacher = FrozenTeacher.open(run, device.manager());
                        DistilledStudent student = open(run, device.manager())) {
                      student.accumulate(FIRST, 2, teacher.compute(FIRST));
                      return student.finishStep(new StepId(0, 0));
                    }
                  })
              .get();

      assertThat(report.fault()).isNull();
      assertThat(report.res()).isGreaterThan(0);
      assertThat(report.vis()).isGreaterThan(0);
      assertThat(report.rel()).isGreaterThan(0);
    }
  }

  @Test
  void aRefusedSignalLeavesTheStepAsItWas() throws Exception {
    RunSettings run = settings("refused", NO_HEAD);
    RunSettings other =
        settings("other", List.of(NO_HEAD.get(0), NO_HEAD.get(1), "stage.dft.signals.top-k=5"));
    try (DeviceThread device = DeviceThread.start("refused", "cpu", 1)) {
      List<StepReport> reports =
          device
              .submit(
                  () -> {
                    try (FrozenTeacher teacher = FrozenTeacher.open(run, device.manager());
                        FrozenTeacher stranger = FrozenTeacher.open(other, device.manager());
                        DistilledStudent disturbed = open(run, device.manager());
                        DistilledStudent calm = open(run, device.manager())) {
                      Signal wrong = stranger.compute(SECOND);
                      requireRefused(disturbed, stranger.compute(FIRST), FIRST);
                      disturbed.accumulate(FIRST, 4, teacher.compute(FIRST));
                      requireRefused(disturbed, wrong, SECOND);
                      disturbed.accumulate(SECOND, 4, teacher.compute(SECOND));
                      calm.accumulate(FIRST, 4, teacher.compute(FIRST));
                      calm.accumulate(SECOND, 4, teacher.compute(SECOND));
                      return List.of(
                          disturbed.finishStep(new StepId(0, 0)),
                          calm.finishStep(new StepId(0, 0)));
                    }
                  })
              .get();

      assertThat(reports.get(0)).isEqualTo(reports.get(1));
    }
  }

  private static void requireRefused(DistilledStudent student, Signal signal, MicroBatchPlan plan) {
    assertThatThrownBy(() -> student.accumulate(plan, 4, signal))
        .isInstanceOfSatisfying(
            DocentException.class, fault -> assertThat(fault.category()).isEqualTo(Category.RETRY))
        .hasMessageContaining("is encoded as res=topk(k=5, T=1.0, V=300)")
        .hasMessageContaining("needs res=topk(k=64, T=1.0, V=300)");
  }

  private DistilledStudent open(RunSettings run, NDManager manager) {
    DistilledStudent student = DistilledStudent.open(run, folder.resolve("run"), manager);
    student.beginStage(new StageStart(0, 0, 1, 0), null);
    return student;
  }

  private static List<Double> losses(RunFolder run) {
    return run.metrics().stream().map((JsonNode line) -> line.path("loss").asDouble()).toList();
  }

  private RunFolder train(String name, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.add(GoldenFixture.configuration(folder.resolve(name)).toString());
    arguments.add("stages=[dft]");
    arguments.addAll(settings);
    assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    return GoldenFixture.run(folder.resolve(name));
  }

  private RunSettings settings(String name, List<String> settings) {
    List<String> all = new ArrayList<>(settings);
    all.add("stages=[dft]");
    all.add("share-vision-tower=never");
    all.add("compared-vocabulary=" + COMPARED);
    return SettingsLoader.load(GoldenFixture.configuration(folder.resolve(name)), all).settings();
  }
}
