package org.docent.model.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.docent.model.golden.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComputeBenchTest {

  private static final BenchClock WALL = new BenchClock("wall", System::nanoTime);

  private static BenchWork work(BenchStage stage, int samples, int microBatch) {
    return new BenchWork(stage, samples, microBatch, 16, false, 1, 1, 3);
  }

  @ParameterizedTest
  @EnumSource
  void everyPhaseOfAStepIsMeasuredAndNoTimeIsBetweenThem(BenchStage stage) {
    TestDevice.run(
        (program, manager) -> {
          long before = System.nanoTime();
          ComputeReport report =
              ComputeBench.run(BenchSizes.byName("tiny"), work(stage, 3, 2), manager, WALL);
          double passed = (System.nanoTime() - before) / 1e9;
          assertThat(report.studentSteps()).hasSize(3).contains(report.studentStep());
          for (StepTiming step : report.studentSteps()) {
            assertThat(List.of(step.forward(), step.losses(), step.backward(), step.optimizer()))
                .allSatisfy(seconds -> assertThat(seconds).isPositive());
          }
          CoLocatedTiming together = Objects.requireNonNull(report.coLocatedStep());
          assertThat(together.teacher()).isPositive().isLessThan(together.seconds());
          assertThat(passed)
              .isGreaterThan(
                  report.studentSteps().stream().mapToDouble(StepTiming::seconds).sum()
                      + report.coLocatedSteps().stream()
                          .mapToDouble(CoLocatedTiming::seconds)
                          .sum());
        });
  }

  @Test
  void aMicroBatchOfAnySizeIsTheSameWork() {
    TestDevice.run(
        (program, manager) -> {
          BenchSize size = BenchSizes.byName("tiny");
          ComputeReport one = ComputeBench.run(size, work(BenchStage.DFT, 4, 1), manager, WALL);
          ComputeReport all = ComputeBench.run(size, work(BenchStage.DFT, 4, 4), manager, WALL);
          assertThat(one.loss()).isNotZero().isEqualTo(all.loss(), within(1e-5));
          assertThat(one.studentSamplesPerSecond() * one.studentStep().seconds())
              .isEqualTo(4, within(1e-9));
        });
  }
}
