package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * The open micro-batches: from each start a {@link Stretch}, as long as {@code size}, or as the
 * first step has parts. Keeps the indexes that make leasing cheap.
 *
 * <p>Cost: a lease, an answer and a move O(log open) for each micro-batch that changes; a move
 * never looks at those that stay.
 */
final class Window {

  private final StepPlanner planner;
  private final StoredSignals stored;
  private int size;
  private List<Stretch> stretches = List.of();
  private final NavigableMap<MicroBatchId, WorkItem> open = new TreeMap<>();
  private final NavigableMap<Integer, StepPlan> plans = new TreeMap<>();
  private final TreeMap<MicroBatchId, WorkItem> planned = new TreeMap<>();
  private final Holdings holdings = new Holdings();
  private final List<WorkItem> newlyStored = new ArrayList<>();
  private @Nullable MicroBatchId highest;

  /** A window that has not begun. */
  Window(StepPlanner planner, StoredSignals stored, int size) {
    this.planner = planner;
    this.stored = stored;
    this.size = size;
  }

  @Nullable WorkItem get(MicroBatchId id) {
    return open.get(id);
  }

  Collection<WorkItem> items() {
    return open.values();
  }

  /** The plans that follow one another from that step on, as far as the window knows them. */
  List<StepPlan> plansFrom(int step) {
    List<StepPlan> following = new ArrayList<>();
    int next = step;
    for (StepPlan plan : plans.tailMap(step).values()) {
      if (plan.id().step() != next++) {
        break;
      }
      following.add(plan);
    }
    return following;
  }

  Holdings holdings() {
    return holdings;
  }

  boolean hasPlanned() {
    return !planned.isEmpty();
  }

  /** The lowest of those micro-batches that nobody has. */
  @Nullable WorkItem lowestPlanned(Predicate<WorkItem> which) {
    for (WorkItem item : planned.values()) {
      if (which.test(item)) {
        return item;
      }
    }
    return null;
  }

  /**
   * The lowest micro-batch nobody has and a student cannot end its step without: all before it of
   * the step lie ready.
   */
  @Nullable WorkItem lowestAwaited(Predicate<WorkItem> which) {
    return stretches.stream()
        .map(stretch -> firstNotReady(stretch.start()))
        .filter(item -> item != null && item.state instanceof WorkState.Planned)
        .filter(which)
        .findFirst()
        .orElse(null);
  }

  private @Nullable WorkItem firstNotReady(int start) {
    return open.subMap(beginOf(start), beginOf(start + 1)).values().stream()
        .filter(item -> !(item.state instanceof WorkState.Ready))
        .findFirst()
        .orElse(null);
  }

  /** Whether the window will come to that micro-batch. */
  boolean isAhead(MicroBatchId id) {
    return id.stage() == planner.stage()
        && !stretches.isEmpty()
        && id.step() >= stretches.get(0).start()
        && id.step() < planner.totalSteps()
        && !open.containsKey(id);
  }

  WindowLevel level() {
    int ready = holdings.ready();
    return new WindowLevel(planned.size(), open.size() - planned.size() - ready, ready);
  }

  /** The items that came into the window with their signal in the store, since the last call. */
  List<WorkItem> takeNewlyStored() {
    if (newlyStored.isEmpty()) {
      return List.of();
    }
    List<WorkItem> taken = newlyStored.stream().filter(item -> get(item.id()) == item).toList();
    newlyStored.clear();
    return taken;
  }

  /** Gives an item its new state. */
  void become(WorkItem item, WorkState state) {
    holdings.leave(item.state);
    holdings.enter(state);
    if (state instanceof WorkState.Planned) {
      planned.put(item.id(), item);
    } else {
      planned.remove(item.id());
    }
    item.state = state;
  }

  /**
   * Has another size from now on. A greater one opens more; under a smaller one what is open stays
   * open and nothing more opens until so few are.
   */
  void resize(int newSize, LeaseEpoch lastEpoch) {
    size = newSize;
    stretches = stretches.stream().map(stretch -> filled(stretch, lastEpoch)).toList();
  }

  /**
   * Begins at other steps. What lies in the new window too stays as it is; what comes in once more
   * is fenced up to {@code lastEpoch}.
   *
   * @return the items that were open and are no longer
   */
  List<WorkItem> moveTo(SortedSet<Integer> starts, LeaseEpoch lastEpoch) {
    List<Stretch> moved = new ArrayList<>();
    for (int start : starts) {
      moved.add(filled(beginningAt(start), lastEpoch));
    }
    stretches = List.copyOf(moved);
    return closeTheRest();
  }

  private Stretch beginningAt(int start) {
    Stretch known = null;
    for (Stretch stretch : stretches) {
      known = stretch.reaches(start) ? stretch : known;
    }
    return known == null ? Stretch.at(start) : known.from(start, step -> plan(step).parts().size());
  }

  /** Opens what the size leaves room for; the first step always whole. */
  private Stretch filled(Stretch stretch, LeaseEpoch lastEpoch) {
    Stretch filled = stretch;
    while (filled.step() < planner.totalSteps()
        && (filled.count() < size || filled.step() == filled.start())) {
      List<MicroBatchPlan> parts = plan(filled.step()).parts();
      int left = parts.size() - filled.parts();
      int more = filled.step() == filled.start() ? left : Math.min(size - filled.count(), left);
      parts.subList(filled.parts(), filled.parts() + more).forEach(part -> open(part, lastEpoch));
      filled = filled.plus(plan(filled.step()), more);
    }
    return filled;
  }

  private StepPlan plan(int step) {
    return plans.computeIfAbsent(step, planner::plan);
  }

  private void open(MicroBatchPlan part, LeaseEpoch lastEpoch) {
    if (open.containsKey(part.id())) {
      return; // two stretches overlap
    }
    WorkItem item = fresh(part, lastEpoch);
    open.put(part.id(), item);
    if (item.state instanceof WorkState.Planned) {
      planned.put(part.id(), item);
    }
  }

  private WorkItem fresh(MicroBatchPlan part, LeaseEpoch lastEpoch) {
    boolean again = highest != null && part.id().compareTo(highest) <= 0;
    if (!again) {
      highest = part.id();
    }
    WorkItem item = new WorkItem(part, again ? lastEpoch : LeaseEpoch.NONE);
    stored
        .find(part)
        .ifPresent(
            bytes -> {
              item.state = new WorkState.Ready(TeacherId.STORE, item.fence, bytes);
              holdings.enter(item.state);
              newlyStored.add(item);
            });
    return item;
  }

  /** Closes what lies before, between and behind the stretches. */
  private List<WorkItem> closeTheRest() {
    List<WorkItem> gone = new ArrayList<>();
    MicroBatchId from = beginOf(0);
    int fromStep = 0;
    for (Stretch stretch : stretches) {
      MicroBatchId begin = beginOf(stretch.start());
      if (from.compareTo(begin) < 0) {
        close(open.subMap(from, begin), gone);
      }
      if (fromStep < stretch.start()) {
        plans.subMap(fromStep, stretch.start()).clear();
      }
      MicroBatchId end = endOf(stretch);
      from = from.compareTo(end) < 0 ? end : from;
      fromStep = Math.max(fromStep, stretch.lastStep() + 1);
    }
    close(open.tailMap(from), gone);
    plans.tailMap(fromStep).clear();
    return gone;
  }

  private void close(SortedMap<MicroBatchId, WorkItem> range, List<WorkItem> gone) {
    for (WorkItem item : range.values()) {
      holdings.leave(item.state);
      planned.remove(item.id());
      gone.add(item);
    }
    range.clear();
  }

  private MicroBatchId beginOf(int step) {
    return new MicroBatchId(planner.stage(), step, 0, 0);
  }

  /** The first micro-batch behind a stretch. */
  private MicroBatchId endOf(Stretch stretch) {
    return stretch.parts() == 0
        ? beginOf(stretch.step())
        : plan(stretch.step()).parts().get(stretch.parts()).id();
  }

  /** All that was open and held, by holder. */
  static Map<TeacherId, List<MicroBatchId>> byHolder(Collection<WorkItem> items) {
    Map<TeacherId, List<MicroBatchId>> held = new TreeMap<>();
    for (WorkItem item : items) {
      TeacherId holder = item.holder();
      if (holder != null) {
        held.computeIfAbsent(holder, any -> new ArrayList<>()).add(item.id());
      }
    }
    return held;
  }
}
