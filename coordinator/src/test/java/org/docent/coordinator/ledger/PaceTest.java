package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final StudentId A = new StudentId("a", 0);
  private static final StudentId B = new StudentId("b", 0);
  private static final StepId START = new StepId(0, 0);

  private final Pace pace = new Pace(Map.of(A, START, B, START));

  @Test
  void theSlowestOfThePackSetsTheWindow() {
    bothAt(0, 4);
    pace.at(B, new StepId(0, 6));

    assertThat(pace.starts(0, true)).containsExactly(4);
    assertThat(pace.starts(1, true)).isEmpty();
  }

  @Test
  void whereNothingIsSharedEachHasItsOwn() {
    bothAt(0, 4);
    pace.at(B, new StepId(0, 6));

    assertThat(pace.starts(0, false)).containsExactly(4, 6);
  }

  @Test
  void theNextStageBeginsForThePackAtItsFirstStep() {
    bothAt(0, 4);
    pace.at(B, new StepId(1, 3));

    assertThat(pace.starts(0, true)).containsExactly(4);
    assertThat(pace.starts(1, true)).containsExactly(0);
  }

  @Test
  void whatOneHasLeftBehindIsKeptForThoseThatCome() {
    bothAt(0, 4);
    pace.at(B, new StepId(1, 3));
    pace.done(B);

    assertThat(pace.starts(1, true)).containsExactly(0);
    assertThat(pace.starts(2, true)).isEmpty();
  }

  @Test
  void nobodyWaitsForOneThatIsAway() {
    bothAt(0, 4);
    pace.at(B, new StepId(0, 6));
    pace.lost(A);

    assertThat(pace.starts(0, true)).containsExactly(6);
  }

  @Test
  void oneThatComesBackBehindRunsBesideThePackUntilItHasCaughtUp() {
    bothAt(0, 8);
    pace.lost(A);
    pace.here(A);
    pace.at(A, new StepId(0, 2));
    assertThat(pace.starts(0, true)).containsExactly(2, 8);

    pace.at(B, new StepId(0, 9));
    pace.at(A, new StepId(0, 3));
    assertThat(pace.starts(0, true)).containsExactly(3, 9);

    pace.at(A, new StepId(0, 9));
    pace.at(B, new StepId(0, 12));
    assertThat(pace.starts(0, true)).containsExactly(9);
  }

  @Test
  void oneThatFallsBackWithoutHavingBeenMissedIsAStragglerToo() {
    bothAt(0, 8);
    pace.at(A, new StepId(0, 5));

    assertThat(pace.starts(0, true)).containsExactly(5, 8);
  }

  @Test
  void theLastOneThereIsThePack() {
    bothAt(0, 8);
    pace.lost(B);
    pace.at(A, new StepId(0, 5));

    assertThat(pace.starts(0, true)).containsExactly(5);
  }

  @Test
  void whileAllAreAwayAllCount() {
    bothAt(0, 8);
    pace.lost(A);
    pace.lost(B);

    assertThat(pace.starts(0, true)).containsExactly(8);
  }

  @Test
  void studentsThatResumeApartWaitForTheSlower() {
    Pace resumed = new Pace(Map.of(A, new StepId(0, 3), B, new StepId(0, 7)));
    resumed.here(A);
    resumed.here(B);
    resumed.at(B, new StepId(0, 7));

    assertThat(resumed.starts(0, true)).containsExactly(3);
  }

  @Test
  void oneThatIsDoneCountsNoMore() {
    bothAt(0, 4);
    pace.at(B, new StepId(0, 6));
    pace.done(A);

    assertThat(pace.starts(0, true)).containsExactly(6);
    assertThat(pace.next(A)).isEmpty();
  }

  @Test
  void onlyStudentsThatHaveBegunAwaitSteps() {
    pace.here(A);
    assertThat(pace.begun()).isFalse();
    assertThat(pace.awaits(A, START)).isFalse();

    pace.at(A, new StepId(0, 2));
    assertThat(pace.begun()).isTrue();
    assertThat(pace.awaits(A, new StepId(0, 2))).isTrue();
    assertThat(pace.awaits(A, new StepId(0, 1))).isFalse();
    assertThat(pace.awaits(A, new StepId(1, 3))).isFalse();
  }

  private void bothAt(int stage, int step) {
    pace.here(A);
    pace.here(B);
    pace.at(A, new StepId(stage, step));
    pace.at(B, new StepId(stage, step));
  }
}
