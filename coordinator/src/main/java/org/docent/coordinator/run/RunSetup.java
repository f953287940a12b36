package org.docent.coordinator.run;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator is given.
 *
 * @param configuration the run's resolved configuration as HOCON, for the workers
 * @param samples each stage's data set
 * @param start where the run is taken up; asked whenever a coordinator starts, so that one that
 *     moved finds the newest checkpoint
 * @param observers called in the actor, in order: they must not block
 * @param nanoClock a monotonic clock in nanoseconds, for leases
 * @param teacher what is known of the run's teacher before one has loaded; null for nothing
 */
public record RunSetup(
    RunSettings settings,
    String configuration,
    List<StageSamples> samples,
    Supplier<Cursor> start,
    List<RunObserver> observers,
    LongSupplier nanoClock,
    @Nullable TeacherFacts teacher) {

  public RunSetup {
    samples = List.copyOf(samples);
    observers = List.copyOf(observers);
    if (samples.size() != settings.stages().size()) {
      throw new IllegalArgumentException(
          samples.size()
              + " data sets are given, the run has "
              + settings.stages().size()
              + " stages");
    }
  }

  /** Tells all observers. */
  void tell(Consumer<RunObserver> what) {
    observers.forEach(what);
  }
}
