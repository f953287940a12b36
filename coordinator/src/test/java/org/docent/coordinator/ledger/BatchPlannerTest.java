package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.docent.coordinator.ledger.SampleOrdering.FILE;
import static org.docent.coordinator.ledger.SampleOrdering.SHUFFLED;
import static org.docent.coordinator.ledger.StageSamples.counted;

import java.util.List;
import java.util.stream.IntStream;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {

  private static final SavingSettings AT_THE_END = new SavingSettings(0, 0, 1);

  @Test
  void cutsAGlobalBatchInFileOrder() {
    BatchPlanner planner = inFileOrder(10, new BatchSettings(2, 2), epochs(1));

    StepPlan plan = planner.plan(1);

    assertThat(planner.totalSteps()).isEqualTo(3);
    assertThat(plan.samples()).isEqualTo(4);
    assertThat(plan.parts())
        .containsExactly(
            new MicroBatchPlan(new MicroBatchId(1, 1, 0, 0), List.of(4, 5)),
            new MicroBatchPlan(new MicroBatchId(1, 1, 0, 1), List.of(6, 7)));
  }

  @Test
  void usesTheLastPartialBatchOfAnEpochAndBeginsTheNextOneAfresh() {
    BatchPlanner planner = inFileOrder(5, new BatchSettings(2, 2), epochs(2));

    assertThat(planner.stepsPerEpoch()).isEqualTo(2);
    assertThat(planner.totalSteps()).isEqualTo(4);
    assertThat(planner.plan(1).samples()).isEqualTo(1);
    assertThat(samples(planner, 1)).containsExactly(4);
    assertThat(samples(planner, 2)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void theLastMicroBatchOfAStepMayBeSmaller() {
    BatchPlanner planner = inFileOrder(7, new BatchSettings(4, 2), epochs(1));

    assertThat(planner.plan(0).parts())
        .extracting(part -> part.samples().size())
        .containsExactly(4, 3);
  }

  @Test
  void theGlobalBatchIsTheSameHoweverItIsCut() {
    for (int micro : new int[] {1, 2, 4, 8}) {
      BatchPlanner cut = shuffled(99, new BatchSettings(micro, 8 / micro), 3);
      BatchPlanner whole = shuffled(99, new BatchSettings(8, 1), 3);
      for (int step = 0; step < whole.totalSteps(); step++) {
        assertThat(samples(cut, step)).isEqualTo(samples(whole, step));
      }
    }
  }

  @Test
  void aPlanDependsOnItsStepAlone() {
    BatchPlanner once = shuffled(50, new BatchSettings(3, 2), 3);
    List<StepPlan> inOrder = IntStream.range(0, once.totalSteps()).mapToObj(once::plan).toList();

    for (int step : new int[] {20, 3, 11, 0, 25}) {
      assertThat(shuffled(50, new BatchSettings(3, 2), 3).plan(step)).isEqualTo(inOrder.get(step));
      assertThat(once.plan(step)).isEqualTo(inOrder.get(step));
    }
  }

  @Test
  void everyEpochTakesEverySampleOnceInAnotherOrder() {
    BatchPlanner planner = shuffled(30, new BatchSettings(2, 2), 2);

    List<Integer> first = epoch(planner, 0);
    List<Integer> second = epoch(planner, 1);

    assertThat(first).containsExactlyInAnyOrderElementsOf(range(30));
    assertThat(second).containsExactlyInAnyOrderElementsOf(range(30)).isNotEqualTo(first);
  }

  @Test
  void ranksShareABatchInEvenRuns() {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0, counted(11), 1, FILE, new BatchSettings(2, 2), epochs(1), AT_THE_END, 2));

    assertThat(planner.plan(0).samples()).isEqualTo(8);
    assertThat(planner.plan(0).parts())
        .containsExactly(
            new MicroBatchPlan(new MicroBatchId(0, 0, 0, 0), List.of(0, 1)),
            new MicroBatchPlan(new MicroBatchId(0, 0, 0, 1), List.of(2, 3)),
            new MicroBatchPlan(new MicroBatchId(0, 0, 1, 0), List.of(4, 5)),
            new MicroBatchPlan(new MicroBatchId(0, 0, 1, 1), List.of(6, 7)));
    assertThat(planner.plan(1).parts())
        .containsExactly(
            new MicroBatchPlan(new MicroBatchId(0, 1, 0, 0), List.of(8)),
            new MicroBatchPlan(new MicroBatchId(0, 1, 1, 0), List.of(9, 10)));
  }

  @Test
  void commitsAtEachMultipleOfSaveStepsAndAtTheEnd() {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0,
                counted(100),
                1,
                FILE,
                new BatchSettings(1, 1),
                new ScheduleSettings("cosine", 0, 0, 1, 8),
                new SavingSettings(3, 0, 1),
                1));

    assertThat(IntStream.range(0, 8).filter(step -> planner.plan(step).checkpoint()))
        .containsExactly(2, 5, 7);
    BatchPlanner atTheEnd = inFileOrder(3, new BatchSettings(1, 1), epochs(1));
    assertThat(IntStream.range(0, 3).filter(step -> atTheEnd.plan(step).checkpoint()))
        .containsExactly(2);
  }

  @Test
  void refusesAStepThatIsNotThere() {
    BatchPlanner planner = inFileOrder(3, new BatchSettings(1, 1), epochs(1));

    assertThatThrownBy(() -> planner.plan(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step is 3, must be from 0 to 2");
  }

  @Test
  void refusesAnEmptyDataSet() {
    assertThatThrownBy(() -> inFileOrder(0, new BatchSettings(1, 1), epochs(1)))
        .hasMessage("the data set's size is 0, must be at least 1");
  }

  private static BatchPlanner inFileOrder(int size, BatchSettings batch, ScheduleSettings length) {
    return new BatchPlanner(new PlanShape(1, counted(size), 7, FILE, batch, length, AT_THE_END, 1));
  }

  private static BatchPlanner shuffled(int size, BatchSettings batch, int epochs) {
    return new BatchPlanner(
        new PlanShape(1, counted(size), 7, SHUFFLED, batch, epochs(epochs), AT_THE_END, 1));
  }

  private static ScheduleSettings epochs(int epochs) {
    return new ScheduleSettings("cosine", 0, 0, epochs, -1);
  }

  private static List<Integer> samples(BatchPlanner planner, int step) {
    return planner.plan(step).parts().stream().flatMap(part -> part.samples().stream()).toList();
  }

  private static List<Integer> epoch(BatchPlanner planner, int epoch) {
    int steps = planner.stepsPerEpoch();
    return IntStream.range(epoch * steps, (epoch + 1) * steps)
        .boxed()
        .flatMap(step -> samples(planner, step).stream())
        .toList();
  }

  private static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }
}
