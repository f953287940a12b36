package org.docent.coordinator.run;

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
    LongStream.range(0, SEEDS).forEach(RunSimulationTest::simulate);
  }

  private static void simulate(long seed) {
    try {
      new RunSimulation(seed).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
