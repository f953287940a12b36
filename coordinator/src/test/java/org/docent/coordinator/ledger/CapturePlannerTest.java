package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

class CapturePlannerTest {

  private static final int SAMPLES = 100;

  @Test
  void takesEachMicroBatchOfAnEpochOnceWhateverItsOrder() {
    CapturePlanner capture = CapturePlanner.of(training(1, 3), 1, Shard.WHOLE, StoredSignals.NONE);

    assertThat(capture.missing()).isEqualTo(SAMPLES);
    assertThat(capture.totalSteps()).isEqualTo(7);
    assertThat(samplesOf(capture))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, SAMPLES).mapToObj(List::of).toList());
  }

  @Test
  void laterEpochsAddOnlyWhatIsCutAnew() {
    BatchPlanner single = training(1, 3);
    assertThat(CapturePlanner.of(single, 9, Shard.WHOLE, StoredSignals.NONE).missing())
        .isEqualTo(SAMPLES);

    BatchPlanner pairs = training(2, 3);
    List<List<Integer>> all =
        samplesOf(CapturePlanner.of(pairs, 9, Shard.WHOLE, StoredSignals.NONE));
    Set<List<Integer>> expected = new HashSet<>();
    for (int step = 0; step < pairs.totalSteps(); step++) {
      pairs.plan(step).parts().forEach(part -> expected.add(part.samples()));
    }
    assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(all.size()).isGreaterThan(2 * SAMPLES / 2);
  }

  @Test
  void shardsShareTheWorkWithoutOverlap() {
    List<List<Integer>> together = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      List<List<Integer>> share =
          samplesOf(CapturePlanner.of(training(2, 2), 2, new Shard(number, 3), StoredSignals.NONE));
      assertThat(share.size()).isBetween(25, 36);
      together.addAll(share);
    }

    assertThat(together)
        .containsExactlyInAnyOrderElementsOf(
            samplesOf(CapturePlanner.of(training(2, 2), 2, Shard.WHOLE, StoredSignals.NONE)));
    assertThatThrownBy(() -> new Shard(4, 3)).hasMessage("shard is 4/3, must be from 1/3 to 3/3");
  }

  @Test
  void leavesOutWhatIsStoredAndCountsIt() {
    StoredSignals even =
        plan -> plan.samples().get(0) % 2 == 0 ? OptionalLong.of(1) : OptionalLong.empty();

    CapturePlanner capture = CapturePlanner.of(training(1, 1), 1, Shard.WHOLE, even);

    assertThat(capture.missing()).isEqualTo(SAMPLES / 2);
    assertThat(capture.covered()).isEqualTo(SAMPLES);
    assertThat(samplesOf(capture)).allMatch(samples -> samples.get(0) % 2 == 1);
    assertThat(
            CapturePlanner.of(training(1, 1), 1, Shard.WHOLE, p -> OptionalLong.of(1)).totalSteps())
        .isZero();
  }

  @Test
  void itsStepsAreWholePlansWithIdsOfTheirOwn() {
    CapturePlanner capture = CapturePlanner.of(training(1, 1), 1, Shard.WHOLE, StoredSignals.NONE);
    StepPlan last = capture.plan(capture.totalSteps() - 1);

    assertThat(capture.plan(0).parts()).hasSize(16);
    assertThat(capture.plan(0).checkpoint()).isFalse();
    assertThat(last.parts())
        .extracting(MicroBatchPlan::id)
        .containsExactly(
            new MicroBatchId(1, 6, 0, 0),
            new MicroBatchId(1, 6, 0, 1),
            new MicroBatchId(1, 6, 0, 2),
            new MicroBatchId(1, 6, 0, 3));
    assertThat(last.samples()).isEqualTo(4);
    assertThat(last.checkpoint()).isTrue();
    assertThat(capture.plan(3)).isEqualTo(capture.plan(3));
  }

  private static List<List<Integer>> samplesOf(CapturePlanner capture) {
    return IntStream.range(0, capture.totalSteps())
        .mapToObj(capture::plan)
        .flatMap(step -> step.parts().stream())
        .map(MicroBatchPlan::samples)
        .toList();
  }

  private static BatchPlanner training(int microBatch, int epochs) {
    return new BatchPlanner(
        new PlanShape(
            1,
            StageSamples.counted(SAMPLES),
            7,
            SampleOrdering.SHUFFLED,
            new BatchSettings(microBatch, 3),
            new ScheduleSettings("cosine", 0.03, 0, epochs, -1),
            new SavingSettings(0, 0, 1),
            1));
  }
}
