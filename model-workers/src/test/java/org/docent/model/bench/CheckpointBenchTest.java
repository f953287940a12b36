package org.docent.model.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.docent.model.checkpoint.CheckpointStore;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.settings.PrecisionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointBenchTest {

  private final Path folder;

  CheckpointBenchTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void commitsWhatATrainedStudentHolds() {
    BenchWork work =
        new BenchWork(BenchStage.DFT, 2, 1, 16, false, PrecisionSettings.FLOAT32, true, 1, 1, 2);
    TestDevice.run(
        (program, manager) -> {
          CheckpointReport report =
              CheckpointBench.run(
                  BenchSizes.byName("tiny"),
                  work,
                  2,
                  manager,
                  new BenchClock("wall", System::nanoTime),
                  folder);
          assertThat(report.due()).isEqualTo(4);
          assertThat(report.committed()).isBetween(2, 4).isEqualTo(report.staging().size());
          assertThat(report.without()).hasSize(2);
          assertThat(report.with()).hasSize(2);
          assertThat(report.stagedBytes()).isPositive().isLessThan(report.fileBytes());
          assertThat(new CheckpointStore(folder).latest()).isPresent();
        });
  }

  @Test
  void takesTheMedian() {
    assertThat(CheckpointReport.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(CheckpointReport.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
  }
}
