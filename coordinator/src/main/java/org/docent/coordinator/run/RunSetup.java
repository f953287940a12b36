package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.coordinator.ledger.SignalSupply;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator is given.
 *
 * @param configuration the run's resolved configuration as HOCON, for the teachers
 * @param students all that learn from them
 * @param planners of each stage
 * @param stored what need not be computed
 * @param observers called in the actor, in order: they must not block
 * @param nanoClock a monotonic clock in nanoseconds, for leases
 * @param teacher what is known of the run's teacher before one has loaded; null for nothing
 */
public record RunSetup(
    RunSettings settings,
    String configuration,
    List<StudentSetup> students,
    List<StepPlanner> planners,
    StoredSignals stored,
    List<RunObserver> observers,
    LongSupplier nanoClock,
    @Nullable TeacherFacts teacher) {

  public RunSetup {
    students = List.copyOf(students);
    planners = List.copyOf(planners);
    observers = List.copyOf(observers);
    if (planners.size() != settings.stages().size()) {
      throw new IllegalArgumentException(
          planners.size() + " stages are planned, the run has " + settings.stages().size());
    }
  }

  /** Plans the training of each stage over its data set. */
  public static List<StepPlanner> training(RunSettings settings, List<StageSamples> samples) {
    List<StepPlanner> planners = new ArrayList<>();
    for (int stage = 0; stage < samples.size(); stage++) {
      planners.add(new BatchPlanner(PlanShape.of(settings, stage, samples.get(stage))));
    }
    return planners;
  }

  /** Where a stage's signals come from. */
  SignalSupply supply(int stage) {
    if (!settings.stage(stage).needsTeacher()) {
      return SignalSupply.NONE;
    }
    return new SignalSupply(stored, settings.runsTeacher());
  }

  /** The last step of a student that is on record; empty when nobody keeps one. */
  OptionalInt recorded(StudentId student) {
    return observers.stream()
        .map(observer -> observer.recorded(student))
        .flatMapToInt(OptionalInt::stream)
        .min();
  }

  /** Has all observers remember an outcome; completes when they do, or could not. */
  CompletionStage<?> keep(@Nullable StudentId student, RunOutcome outcome) {
    return CompletableFuture.allOf(
        observers.stream()
            .map(observer -> observer.keep(student, outcome).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  /** The same with one observer more. */
  RunSetup with(RunObserver observer) {
    List<RunObserver> more = new ArrayList<>(observers);
    more.add(observer);
    return new RunSetup(
        settings, configuration, students, planners, stored, more, nanoClock, teacher);
  }

  /** Tells all observers. */
  void tell(Consumer<RunObserver> what) {
    observers.forEach(what);
  }
}
