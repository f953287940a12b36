package org.docent.coordinator.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.docent.coordinator.term.TermWatch.Standing;
import org.junit.jupiter.api.Test;

class TermWatchTest {

  private final TermWatch watch = new TermWatch(Duration.ofSeconds(5));

  @Test
  void knowsNothingBeforeItHasLooked() {
    assertThat(standing(100)).isEqualTo(Standing.UNCLEAR);
  }

  @Test
  void aDirectoryThatNobodyClaimedIsFree() {
    saw(Sign.NONE, 0);

    assertThat(standing(0)).isEqualTo(Standing.FREE);
  }

  @Test
  void aTermThatWasGivenBackIsFreeAtOnce() {
    saw(new Sign(3, "x", true, "h:1"), 0);

    assertThat(standing(0)).isEqualTo(Standing.FREE);
  }

  @Test
  void aHolderIsLostWhenItsPulseStandsStillForLongEnoughToThisWatcher() {
    saw(pulse(3, "1"), 10);
    saw(pulse(3, "1"), 12);

    assertThat(standing(14)).isEqualTo(Standing.UNCLEAR);
    assertThat(standing(15)).isEqualTo(Standing.FREE);
  }

  @Test
  void aHolderLivesWhosePulseChanges() {
    saw(pulse(3, "1"), 10);
    saw(pulse(3, "2"), 14);

    assertThat(standing(15)).isEqualTo(Standing.HELD);
    assertThat(standing(18)).isEqualTo(Standing.HELD);
    assertThat(standing(19)).isEqualTo(Standing.FREE);
  }

  @Test
  void aNewTermSaysNothingOfItsHolderYet() {
    saw(pulse(3, "1"), 10);
    saw(pulse(4, "1"), 11);

    assertThat(standing(12)).isEqualTo(Standing.UNCLEAR);
    assertThat(watch.last().term()).isEqualTo(4);
  }

  private static Sign pulse(int term, String pulse) {
    return new Sign(term, pulse, false, "h:1");
  }

  private void saw(Sign sign, long second) {
    watch.saw(sign, Duration.ofSeconds(second).toNanos());
  }

  private Standing standing(long second) {
    return watch.standing(Duration.ofSeconds(second).toNanos());
  }
}
