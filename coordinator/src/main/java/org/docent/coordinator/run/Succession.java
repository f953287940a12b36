package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.docent.coordinator.run.Ruling.GoesHome;
import org.docent.coordinator.run.Ruling.Lost;
import org.docent.coordinator.run.Ruling.Serves;
import org.docent.coordinator.run.Ruling.StandsBy;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * Who serves as one student of a run, and who stands by in which order. The first to come serves as
 * long as it is there; then the first of the others whose node can be reached. Pure.
 *
 * <p>Two that both say they serve, as after a split that healed: one that was promoted here opened
 * the run's directory last and is the only one that can still commit, so it is kept; else the one
 * further ahead in the run, else the one that came first.
 */
final class Succession<R> {

  private final StudentId student;
  private final Set<R> standbys = new LinkedHashSet<>();
  private final Set<R> unreachable = new HashSet<>();
  private final Set<R> dismissed = new HashSet<>();
  private @Nullable R serving;
  private @Nullable StepId at;
  private boolean promotedHere;

  Succession(StudentId student) {
    this.student = student;
  }

  @Nullable R serving() {
    return serving;
  }

  /** All who are here. */
  List<R> everybody() {
    List<R> all = new ArrayList<>(standbys);
    if (serving != null) {
      all.add(0, serving);
    }
    return all;
  }

  /**
   * One says that it is here.
   *
   * @param serves whether it says that it serves
   * @param next the step it wants
   * @param open whether a newcomer may take a post that is free
   */
  List<Ruling<R>> here(R ref, boolean serves, @Nullable StepId next, boolean open) {
    if (dismissed.contains(ref)) {
      return List.of(new GoesHome<>(student, ref));
    }
    if (ref.equals(serving)) {
      at = next;
      return List.of(new Serves<>(student, ref, /* newcomer= */ false, next));
    }
    if (serving == null && (serves || (open && isFirst(ref)))) {
      return List.of(take(ref, serves, next));
    }
    if (serving != null && serves) {
      return settle(serving, ref, next);
    }
    return List.of(new StandsBy<>(student, ref, standbys.add(ref)));
  }

  private boolean isFirst(R ref) {
    return standbys.stream()
        .filter(other -> !unreachable.contains(other))
        .limit(1)
        .allMatch(ref::equals);
  }

  private Ruling<R> take(R ref, boolean serves, @Nullable StepId next) {
    standbys.remove(ref);
    serving = ref;
    at = next;
    promotedHere = !serves;
    return new Serves<>(student, ref, /* newcomer= */ true, next);
  }

  private List<Ruling<R>> settle(R holder, R claimant, @Nullable StepId next) {
    boolean further = next != null && (at == null || next.compareTo(at) > 0);
    if (promotedHere || !further) {
      dismissed.add(claimant);
      standbys.remove(claimant);
      return List.of(new GoesHome<>(student, claimant));
    }
    dismissed.add(holder);
    return List.of(
        new Lost<>(student, holder, "another is further ahead"),
        new GoesHome<>(student, holder),
        take(claimant, /* serves= */ true, next));
  }

  /** One has gone for good; whether or not it was here. */
  List<Ruling<R>> left(R ref, String reason, boolean open) {
    standbys.remove(ref);
    unreachable.remove(ref);
    dismissed.remove(ref);
    if (!ref.equals(serving)) {
      return List.of();
    }
    serving = null;
    List<Ruling<R>> rulings = new ArrayList<>(List.of(new Lost<>(student, ref, reason)));
    rulings.addAll(promote(open));
    return rulings;
  }

  void unreachable(R ref) {
    unreachable.add(ref);
  }

  void reachable(R ref) {
    unreachable.remove(ref);
  }

  /** Has the first that stands by take the post, if it is free and may be taken. */
  List<Ruling<R>> promote(boolean open) {
    if (serving != null || !open) {
      return List.of();
    }
    return standbys.stream()
        .filter(standby -> !unreachable.contains(standby))
        .findFirst()
        .map(first -> List.of(take(first, /* serves= */ false, null)))
        .orElseGet(List::of);
  }

  /** Nobody is wanted any more. */
  List<Ruling<R>> close() {
    List<Ruling<R>> home =
        standbys.stream().<Ruling<R>>map(ref -> new GoesHome<>(student, ref)).toList();
    dismissed.addAll(standbys);
    standbys.clear();
    return home;
  }
}
