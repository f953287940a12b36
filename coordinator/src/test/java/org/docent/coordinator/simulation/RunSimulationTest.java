package org.docent.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.LongStream;
import org.docent.coordinator.QuietDesks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The invariants of a run, by {@link Invariants}, over many seeds. A broken one names its seed:
 * {@code docent simulate --seed N --trace} prints all that happened in it.
 */
@ExtendWith(QuietDesks.class)
class RunSimulationTest {

  private static final int SEEDS = 10_000;

  @Test
  void holdsItsInvariantsWhateverHappens() {
    long quarantined =
        LongStream.range(0, SEEDS).parallel().map(seed -> simulate(Scenario.of(seed))).sum();

    assertThat(quarantined).as("bad teachers that were quarantined").isGreaterThan(SEEDS / 20);
  }

  @Test
  void holdsThemWithAThousandTeachers() {
    for (long seed = 0; seed < 3; seed++) {
      simulate(Scenario.of(seed, 1_000));
    }
  }

  @Test
  void computesEachMicroBatchOnceForAllStudents() {
    for (long seed = 0; seed < SEEDS / 20; seed++) {
      SimulationResult result = Simulation.runUndisturbed(Scenario.of(seed));

      assertThat(result.leases()).as("seed %d", seed).isEqualTo(result.planned());
    }
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(historyOf(seed)).hasSizeGreaterThan(1000).isEqualTo(historyOf(seed));
    }
  }

  private static String historyOf(long seed) {
    StringWriter history = new StringWriter();
    Simulation.run(Scenario.of(seed), new PrintWriter(history));
    return history.toString();
  }

  private static int simulate(Scenario scenario) {
    try {
      return Simulation.run(scenario, null).badTeachersQuarantined();
    } catch (RuntimeException broken) {
      throw new AssertionError("%s: %s".formatted(scenario, broken.getMessage()), broken);
    }
  }
}
