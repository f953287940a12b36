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
    long quarantined = LongStream.range(0, SEEDS).map(RunSimulationTest::simulate).sum();

    assertThat(quarantined).as("bad teachers that were quarantined").isGreaterThan(SEEDS / 10);
  }

  private static long simulate(long seed) {
    try {
      RunSimulation simulation = new RunSimulation(seed);
      simulation.run();
      return simulation.badOnesQuarantined();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
