package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Invariants of a run under lost, late, repeated and reordered messages and dying workers, over
 * many seeds: everyMicroBatchIsAppliedExactlyOnce, stageNeverGoesBack, noLeaseWithoutADeadline,
 * epochsNeverRepeat, windowIsNeverExceeded, noWorkForTheQuarantined, badTeachersEndQuarantined; and
 * that it finishes.
 */
class RunSimulationTest {

  private static final int SEEDS = 3_000;

  @Test
  void holdsItsInvariantsWhateverHappens() {
    long quarantined = LongStream.range(0, SEEDS).map(seed -> simulate(seed, 1)).sum();

    assertThat(quarantined).as("bad teachers that were quarantined").isGreaterThan(SEEDS / 10);
  }

  @Test
  void holdsThemForSeveralStudents() {
    long quarantined =
        LongStream.range(0, SEEDS / 2).map(seed -> simulate(seed, 2)).sum()
            + LongStream.range(0, SEEDS / 3).map(seed -> simulate(seed, 3)).sum();

    assertThat(quarantined).as("bad teachers that were quarantined").isGreaterThan(SEEDS / 10);
  }

  @Test
  void computesEachMicroBatchOnceForAllStudents() {
    for (long seed = 0; seed < SEEDS / 10; seed++) {
      RunSimulation run = new RunSimulation(seed, 3);

      assertThat(run.runUndisturbed()).as("seed %d", seed).isEqualTo(run.plannedForTeachers());
    }
  }

  private static long simulate(long seed, int students) {
    try {
      RunSimulation simulation = new RunSimulation(seed, students);
      simulation.run();
      return simulation.badOnesQuarantined();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
