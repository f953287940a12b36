package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Invariants of a run under lost, late, repeated and reordered messages and dying workers, over
 * many seeds: everyMicroBatchIsAppliedExactlyOnce, stageNeverGoesBack, noLeaseWithoutADeadline,
 * epochsNeverRepeat, windowIsNeverExceeded; and that it finishes.
 */
class RunSimulationTest {

  private static final int SEEDS = 3_000;

  @Test
  void holdsItsInvariantsWhateverHappens() {
    LongStream.range(0, SEEDS).forEach(seed -> simulate(seed, 1));
  }

  @Test
  void holdsThemForSeveralStudents() {
    LongStream.range(0, SEEDS / 2).forEach(seed -> simulate(seed, 2));
    LongStream.range(0, SEEDS / 3).forEach(seed -> simulate(seed, 3));
  }

  @Test
  void computesEachMicroBatchOnceForAllStudents() {
    for (long seed = 0; seed < SEEDS / 10; seed++) {
      RunSimulation run = new RunSimulation(seed, 3);

      assertThat(run.runUndisturbed()).as("seed %d", seed).isEqualTo(run.plannedForTeachers());
    }
  }

  private static void simulate(long seed, int students) {
    try {
      new RunSimulation(seed, students).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
