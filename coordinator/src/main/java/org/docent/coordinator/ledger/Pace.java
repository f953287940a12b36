package org.docent.coordinator.ledger;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * How far each student is, and where in a stage that makes the teachers' work begin.
 *
 * <p>The students keep together as a pack: its slowest sets the window for all, so that a
 * micro-batch is computed once and held until the last of them has used it. A student that comes
 * back from a checkpoint behind the pack is a straggler: it gets a window of its own and holds
 * nobody up, until it has reached the slowest of the pack. A student that is away is waited for by
 * nobody; while all are away, all count.
 */
public final class Pace {

  private static final class Runner {
    StepId next;
    boolean begun;
    boolean here;
    boolean wasLost;
    boolean straggles;

    Runner(StepId next) {
      this.next = next;
    }
  }

  private final Map<StudentId, Runner> runners = new TreeMap<>();
  private int furthestStage;

  /**
   * The students of a run.
   *
   * @param from the step that each is to take next, by its last checkpoint
   */
  public Pace(Map<StudentId, StepId> from) {
    from.forEach((student, next) -> runners.put(student, new Runner(next)));
  }

  /** The student is there; where it stands is told by {@link #at}. */
  public void here(StudentId student) {
    on(student).ifPresent(runner -> runner.here = true);
  }

  public void lost(StudentId student) {
    on(student)
        .ifPresent(
            runner -> {
              runner.here = false;
              runner.wasLost = true;
            });
  }

  /** The student has no more to do: nobody counts on it. */
  public void done(StudentId student) {
    runners.remove(student);
  }

  /** The step that a student takes next; none for one that has not begun or is done. */
  public Optional<StepId> next(StudentId student) {
    return on(student).filter(runner -> runner.begun).map(runner -> runner.next);
  }

  /** Whether any student has begun. */
  public boolean begun() {
    return runners.values().stream().anyMatch(runner -> runner.begun);
  }

  /** Follows a student, forwards or back. */
  public void at(StudentId student, StepId next) {
    Runner runner = runners.get(student);
    if (runner == null) {
      return;
    }
    boolean fellBack = runner.wasLost || next.compareTo(runner.next) < 0;
    furthestStage = Math.max(furthestStage, next.stage());
    runner.next = next;
    runner.begun = true;
    runner.wasLost = false;
    runner.straggles = (fellBack || runner.straggles) && isBehindOthers(runner);
  }

  /** Whether a student is at a step or will come to it in the stage it is in. */
  public boolean awaits(StudentId student, StepId step) {
    return next(student)
        .filter(next -> next.stage() == step.stage() && next.compareTo(step) <= 0)
        .isPresent();
  }

  /**
   * The steps of a stage at which a window begins; none where no student is or will come to what
   * another has begun.
   *
   * @param together whether students share what teachers make; otherwise each has its own window
   */
  public SortedSet<Integer> starts(int stage, boolean together) {
    Predicate<Runner> inStage = runner -> runner.next.stage() == stage;
    SortedSet<Integer> starts = new TreeSet<>();
    running().stream()
        .filter(inStage.and(runner -> !together || runner.straggles))
        .forEach(runner -> starts.add(runner.next.step()));
    Collection<Runner> pack = pack();
    if (together && stage <= furthestStage && !pack.isEmpty()) {
      StepId slowest = slowest(pack);
      if (slowest.stage() <= stage) {
        starts.add(slowest.stage() < stage ? 0 : slowest.step());
      }
    }
    return starts;
  }

  private boolean isBehindOthers(Runner runner) {
    Collection<Runner> others = pack().stream().filter(other -> other != runner).toList();
    return !others.isEmpty() && runner.next.compareTo(slowest(others)) < 0;
  }

  private static StepId slowest(Collection<Runner> pack) {
    return pack.stream().map(runner -> runner.next).min(StepId::compareTo).orElseThrow();
  }

  private Collection<Runner> pack() {
    return running().stream().filter(runner -> !runner.straggles).toList();
  }

  private Collection<Runner> running() {
    boolean anyHere = runners.values().stream().anyMatch(runner -> runner.here);
    return runners.values().stream().filter(runner -> runner.here || !anyHere).toList();
  }

  private Optional<Runner> on(StudentId student) {
    @Nullable Runner runner = runners.get(student);
    return Optional.ofNullable(runner);
  }
}
