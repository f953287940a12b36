package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.term.Term;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  private static final StudentId STUDENT = new StudentId("student", 0);

  private final Path runDirectory;

  MetricsLogTest(@TempDir Path runDirectory) {
    this.runDirectory = runDirectory;
  }

  @Test
  void writesALineAStepWithTheTermsOfItsStage() throws IOException {
    try (MetricsLog metrics = open()) {
      metrics.stepDone(step(0, 0, 1));
      metrics.stepDone(step(1, 0, 4));
    }

    assertThat(Files.readAllLines(runDirectory.resolve("metrics.jsonl")))
        .containsExactly(
            "{\"stage\":\"dpt\",\"step\":1,\"global_step\":1,\"loss\":2.5,\"reg\":1.0,\"res\":0.5,"
                + "\"vis\":0.25,\"rel\":0.75,\"grad_norm\":3.0,\"lr\":0.001,\"lr_next\":9.0E-4,"
                + "\"samples_per_second\":20.0,\"teacher_wait_seconds\":0.1,\"samples\":8,"
                + "\"skipped_samples\":0}",
            "{\"stage\":\"sft\",\"step\":1,\"global_step\":4,\"loss\":2.5,\"reg\":1.0,"
                + "\"grad_norm\":3.0,\"lr\":0.001,\"lr_next\":9.0E-4,"
                + "\"samples_per_second\":20.0,\"teacher_wait_seconds\":0.1,\"samples\":8,"
                + "\"skipped_samples\":0}");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    try (MetricsLog metrics = open()) {
      metrics.stepDone(step(1, 0, 4));
    }

    assertThat(MetricsLog.read(runDirectory))
        .containsExactly(
            new MetricsLine(
                "sft", 1, 4, 2.5, Map.of("reg", 1.0), 3, 1e-3, 9e-4, 20, 0.1, 8, 0, null));
  }

  @Test
  void numbersThatAreNotFiniteAreNullAndReadAsNotANumber() throws IOException {
    try (MetricsLog metrics = open()) {
      metrics.stepDone(
          new AppliedStep(
              STUDENT, new StepId(1, 0), "sft", 4, TestRuns.leftOut("L_reg of sample 7 is NaN")));
    }

    assertThat(Files.readString(runDirectory.resolve(MetricsLog.FILE)))
        .contains("\"loss\":null,\"reg\":null,\"grad_norm\":null,\"lr\":0.001");
    MetricsLine line = MetricsLog.read(runDirectory).get(0);
    assertThat(line.loss()).isNaN();
    assertThat(line.terms()).containsExactly(Map.entry("reg", Double.NaN));
  }

  @Test
  void aResumedRunDropsWhatLiesPastItsCheckpointAndATornLine() throws IOException {
    try (MetricsLog metrics = open()) {
      for (int step = 0; step < 3; step++) {
        metrics.stepDone(step(0, step, step + 1));
      }
    }
    Files.writeString(
        runDirectory.resolve(MetricsLog.FILE), "{\"stage\":\"d", StandardOpenOption.APPEND);

    try (MetricsLog metrics = open()) {
      metrics.dropAfter(2);
      metrics.stepDone(step(0, 2, 3));
    }

    assertThat(globalSteps()).containsExactly(1, 2, 3);
    assertThat(Files.readAllLines(runDirectory.resolve(MetricsLog.FILE))).hasSize(3);
  }

  @Test
  void stepsThatAreTakenAgainAreWrittenOnce() throws IOException {
    try (MetricsLog metrics = open()) {
      metrics.stepDone(step(0, 0, 1));
      metrics.stepDone(step(0, 1, 2));
      metrics.rewound(STUDENT, new StepId(0, 1), 1);
      metrics.stepDone(step(0, 1, 2));
    }

    assertThat(globalSteps()).containsExactly(1, 2);
  }

  @Test
  void leavesOutTheStepsOfOtherStudents() throws IOException {
    StudentId other = new StudentId("other", 0);
    try (MetricsLog metrics = open()) {
      metrics.stepDone(step(0, 0, 1));
      metrics.stepDone(new AppliedStep(other, new StepId(0, 1), "dpt", 2, TestRuns.report(8)));
      metrics.rewound(other, new StepId(0, 0), 0);
    }

    assertThat(globalSteps()).containsExactly(1);
  }

  @Test
  void aRunWithoutALogHasNoLines() throws IOException {
    assertThat(MetricsLog.read(runDirectory)).isEmpty();
  }

  private MetricsLog open() throws IOException {
    return new MetricsLog(settings(), Term.take(runDirectory, "h:1"));
  }

  private List<Integer> globalSteps() throws IOException {
    return MetricsLog.read(runDirectory).stream().map(MetricsLine::globalStep).toList();
  }

  private RunSettings settings() {
    BatchSettings batch = new BatchSettings(4, 2);
    return TestRuns.run(
        runDirectory,
        4,
        TestRuns.stage("dpt", TestRuns.WITH_TEACHER, batch, 3, 0),
        TestRuns.stage("sft", TestRuns.WITHOUT_TEACHER, batch, 3, 0));
  }

  private static AppliedStep step(int stage, int step, int globalStep) {
    return new AppliedStep(
        STUDENT,
        new StepId(stage, step),
        stage == 0 ? "dpt" : "sft",
        globalStep,
        TestRuns.report(8));
  }
}
