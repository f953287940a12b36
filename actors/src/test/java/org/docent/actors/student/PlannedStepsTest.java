package org.docent.actors.student;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.junit.jupiter.api.Test;

class PlannedStepsTest {

  private final PlannedSteps plans = new PlannedSteps();

  @Test
  void takesStepsWithoutAGapWhateverOrderPlansComeIn() {
    plans.beginAt(new StepId(0, 4));
    plans.add(plan(0, 5));

    assertThat(plans.current()).isEmpty();
    assertThat(plans.window(9)).isEmpty();

    plans.add(plan(0, 4));

    assertThat(plans.window(3))
        .extracting(MicroBatchPlan::id)
        .containsExactly(id(0, 4, 0), id(0, 4, 1), id(0, 5, 0));
  }

  @Test
  void plansOfDoneStepsAndOfOtherStagesAreNone() {
    plans.beginAt(new StepId(1, 4));

    plans.add(plan(1, 3));
    plans.add(plan(0, 4));
    plans.add(plan(2, 4));

    assertThat(plans.window(9)).isEmpty();
  }

  @Test
  void theWindowMovesWithTheMicroBatchesDone() {
    plans.beginAt(new StepId(0, 0));
    plans.add(plan(0, 0));
    plans.add(plan(0, 1));
    plans.partDone();

    assertThat(plans.window(2))
        .extracting(MicroBatchPlan::id)
        .containsExactly(id(0, 0, 1), id(0, 1, 0));
    assertThat(plans.isPast(id(0, 0, 0))).isTrue();
    assertThat(plans.isPast(id(0, 0, 1))).isFalse();
    assertThat(plans.isBetweenSteps()).isFalse();

    plans.partDone();
    assertThat(plans.nextPart()).isEmpty();
    plans.stepDone();

    assertThat(plans.next()).contains(new StepId(0, 1));
    assertThat(plans.isPast(id(0, 0, 1))).isTrue();
    assertThat(plans.isBetweenSteps()).isTrue();
  }

  @Test
  void aStartThatLiesBehindIsNone() {
    assertThat(plans.isBehind(new StepId(0, 0))).isTrue();
    plans.beginAt(new StepId(1, 3));

    assertThat(plans.isBehind(new StepId(1, 3))).isFalse();
    assertThat(plans.isBehind(new StepId(0, 9))).isFalse();
    assertThat(plans.isBehind(new StepId(1, 4))).isTrue();
    assertThat(plans.isBehind(new StepId(2, 0))).isTrue();
  }

  private static StepPlan plan(int stage, int step) {
    List<MicroBatchPlan> parts =
        List.of(
            new MicroBatchPlan(id(stage, step, 0), List.of(1)),
            new MicroBatchPlan(id(stage, step, 1), List.of(2)));
    return new StepPlan(new StepId(stage, step), 2, parts, false);
  }

  private static MicroBatchId id(int stage, int step, int part) {
    return new MicroBatchId(stage, step, 0, part);
  }
}
