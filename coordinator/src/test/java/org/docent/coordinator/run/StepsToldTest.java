package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepsToldTest {

  @Test
  void tellsEachStepOnceAndInOrder() {
    StepsTold steps = new StepsTold(2);

    assertThat(taken(steps, 1, 3, 3, 5, 4, 4, 5)).containsExactly(3, 4, 5);
    assertThat(steps.told()).isEqualTo(5);
  }

  @Test
  void aStepThatIsMissingComesWhenTheStudentSaysAllItKeeps() {
    StepsTold steps = new StepsTold(2);

    assertThat(taken(steps, 6)).isEmpty();
    assertThat(steps.announced()).isZero();
    assertThat(taken(steps, 3, 4, 5, 6)).containsExactly(3, 4, 5, 6);
    assertThat(steps.announced()).isZero();
  }

  @Test
  void aGapThatTheStudentDoesNotFillTwiceIsLostForGood() {
    StepsTold steps = new StepsTold(2);

    taken(steps, 6, 7);
    assertThat(steps.announced()).isZero();
    taken(steps, 6, 7, 8);
    assertThat(steps.announced()).isEqualTo(3);

    assertThat(taken(steps, 6, 7, 8)).containsExactly(6, 7, 8);
  }

  @Test
  void aStudentThatGoesBackHasItsStepsToldAgain() {
    StepsTold steps = new StepsTold(5);

    steps.goesOnAfter(3, true);

    assertThat(taken(steps, 4)).containsExactly(4);
  }

  @Test
  void aStudentThatLivesOnKeepsWhatWasToldOfItsSteps() {
    StepsTold steps = new StepsTold(5);

    steps.goesOnAfter(8, false);

    assertThat(taken(steps, 6, 7, 8)).containsExactly(6, 7, 8);
  }

  @Test
  void aStudentThatBeginsAfterACheckpointWhoseStepsAreOnNoRecordGoesOnAllTheSame() {
    StepsTold steps = new StepsTold(0);

    steps.goesOnAfter(8, true);

    assertThat(taken(steps, 9)).containsExactly(9);
  }

  @Test
  void whatWasToldWaitsUntilItIsOnRecordAndNothingBeforeAGapDoes() {
    StepsTold steps = new StepsTold(0);
    steps.goesOnAfter(8, true);
    assertThat(steps.waiting(OptionalInt.of(0))).isZero();

    taken(steps, 9, 10);

    assertThat(steps.waiting(OptionalInt.of(0))).isEqualTo(2);
    assertThat(steps.waiting(OptionalInt.of(9))).isEqualTo(1);
    assertThat(steps.waiting(OptionalInt.of(10))).isZero();
    assertThat(steps.waiting(OptionalInt.empty())).isZero();
  }

  private static List<Integer> taken(StepsTold steps, int... reports) {
    List<Integer> taken = new ArrayList<>();
    for (int report : reports) {
      if (steps.takes(report)) {
        taken.add(report);
      }
    }
    return taken;
  }
}
