package org.docent.coordinator.simulation;

import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Many seeds, on all cores. */
public final class SimulationSweep {

  private SimulationSweep() {}

  /** A seed that broke an invariant, or everything that an exception ended. */
  public record Failure(long seed, String what) {}

  /**
   * What came of it.
   *
   * @param failures in the order of their seeds
   * @param leases that were given in those that held
   * @param coordinators that these had
   * @param quarantined bad teachers, counted for each coordinator
   */
  public record Report(List<Failure> failures, long leases, long coordinators, long quarantined) {}

  private record Outcome(@Nullable Failure failure, @Nullable SimulationResult result) {}

  /**
   * Runs seeds.
   *
   * @param scenario what a seed stands for
   */
  public static Report run(long firstSeed, long seeds, LongFunction<Scenario> scenario) {
    List<Outcome> outcomes =
        LongStream.range(firstSeed, firstSeed + seeds)
            .parallel()
            .mapToObj(seed -> outcome(scenario.apply(seed)))
            .toList();
    List<SimulationResult> held =
        outcomes.stream().map(Outcome::result).filter(Objects::nonNull).toList();
    return new Report(
        outcomes.stream().map(Outcome::failure).filter(Objects::nonNull).toList(),
        held.stream().mapToLong(SimulationResult::leases).sum(),
        held.stream().mapToLong(SimulationResult::coordinators).sum(),
        held.stream().mapToLong(SimulationResult::badTeachersQuarantined).sum());
  }

  private static Outcome outcome(Scenario scenario) {
    try {
      return new Outcome(null, Simulation.run(scenario, null));
    } catch (RuntimeException broken) {
      String what =
          broken instanceof BrokenInvariant
              ? String.valueOf(broken.getMessage())
              : broken.toString();
      return new Outcome(new Failure(scenario.seed(), what), null);
    }
  }
}
