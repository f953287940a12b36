package org.docent.coordinator.run;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator is given.
 *
 * @param configuration the run's resolved configuration as HOCON, for the teachers
 * @param students all that learn from them
 * @param samples each stage's data set
 * @param observers called in the actor, in order: they must not block
 * @param nanoClock a monotonic clock in nanoseconds, for leases
 * @param teacher what is known of the run's teacher before one has loaded; null for nothing
 */
public record RunSetup(
    RunSettings settings,
    String configuration,
    List<StudentSetup> students,
    List<StageSamples> samples,
    List<RunObserver> observers,
    LongSupplier nanoClock,
    @Nullable TeacherFacts teacher) {

  public RunSetup {
    students = List.copyOf(students);
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
