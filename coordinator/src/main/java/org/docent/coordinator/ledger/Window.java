package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * The open micro-batches: from each start a run of consecutive ones, as many as {@code size}, or as
 * the first step has parts. Keeps the indexes that make leasing cheap.
 */
final class Window {

  private final StepPlanner planner;
  private final StoredSignals stored;
  private final int size;
  private final NavigableMap<MicroBatchId, WorkItem> open = new TreeMap<>();
  private final NavigableMap<Integer, StepPlan> plans = new TreeMap<>();
  private final TreeSet<MicroBatchId> planned = new TreeSet<>();
  private final Map<TeacherId, Integer> leases = new HashMap<>();
  private final List<WorkItem> newlyStored = new ArrayList<>();
  private final Map<TeacherId, Long> readyBytes = new HashMap<>();
  private int ready;
  private SortedSet<Integer> starts = Collections.emptySortedSet();
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

  List<StepPlan> plans() {
    return List.copyOf(plans.values());
  }

  /** The lowest of those micro-batches that nobody has. */
  @Nullable WorkItem lowestPlanned(Predicate<WorkItem> which) {
    return planned.stream()
        .map(open::get)
        .filter(item -> item != null && which.test(item))
        .findFirst()
        .orElse(null);
  }

  /**
   * The lowest micro-batch nobody has and a student cannot end its step without: all before it of
   * the step lie ready.
   */
  @Nullable WorkItem lowestAwaited(Predicate<WorkItem> which) {
    return starts.stream()
        .map(this::firstNotReady)
        .filter(item -> item != null && item.state instanceof WorkState.Planned)
        .filter(which)
        .findFirst()
        .orElse(null);
  }

  private @Nullable WorkItem firstNotReady(int start) {
    MicroBatchId first = new MicroBatchId(planner.stage(), start, 0, 0);
    MicroBatchId beyond = new MicroBatchId(planner.stage(), start + 1, 0, 0);
    return open.subMap(first, beyond).values().stream()
        .filter(item -> !(item.state instanceof WorkState.Ready))
        .findFirst()
        .orElse(null);
  }

  /** Whether the window will come to that micro-batch. */
  boolean isAhead(MicroBatchId id) {
    return id.stage() == planner.stage()
        && !starts.isEmpty()
        && id.step() >= starts.first()
        && id.step() < planner.totalSteps()
        && !open.containsKey(id);
  }

  int leasedTo(TeacherId teacher) {
    return leases.getOrDefault(teacher, 0);
  }

  /** Bytes of the signals that lie ready with that teacher. */
  long readyBytes(TeacherId teacher) {
    return readyBytes.getOrDefault(teacher, 0L);
  }

  WindowLevel level() {
    return new WindowLevel(planned.size(), open.size() - planned.size() - ready, ready);
  }

  /** The items that came into the window with their signal in the store, since the last call. */
  List<WorkItem> takeNewlyStored() {
    List<WorkItem> taken = newlyStored.stream().filter(item -> get(item.id()) == item).toList();
    newlyStored.clear();
    return taken;
  }

  /** Gives an item its new state. */
  void become(WorkItem item, WorkState state) {
    count(item.state, -1);
    count(state, 1);
    if (state instanceof WorkState.Planned) {
      planned.add(item.id());
    } else {
      planned.remove(item.id());
    }
    item.state = state;
  }

  /**
   * Begins at other steps. What lies in the new window too stays as it is; what comes in once more
   * is fenced up to {@code lastEpoch}.
   *
   * @return the items that were open and are no longer
   */
  Collection<WorkItem> moveTo(SortedSet<Integer> newStarts, LeaseEpoch lastEpoch) {
    Map<MicroBatchId, WorkItem> before = new TreeMap<>(open);
    open.clear();
    planned.clear();
    starts = new TreeSet<>(newStarts);
    Set<Integer> reached = new TreeSet<>();
    starts.forEach(start -> reached.addAll(admit(start, before, lastEpoch)));
    plans.keySet().retainAll(reached);
    before.keySet().removeAll(open.keySet());
    before.values().forEach(gone -> count(gone.state, -1));
    return before.values();
  }

  /** Opens one run of micro-batches; returns the steps it reaches into. */
  private List<Integer> admit(int start, Map<MicroBatchId, WorkItem> before, LeaseEpoch lastEpoch) {
    List<Integer> reached = new ArrayList<>();
    int room = size;
    for (int step = start; step < planner.totalSteps() && room > 0; step++) {
      List<MicroBatchPlan> parts = plans.computeIfAbsent(step, planner::plan).parts();
      int taken = step == start ? parts.size() : Math.min(room, parts.size());
      parts.subList(0, taken).forEach(part -> open(part, before, lastEpoch));
      room -= taken;
      reached.add(step);
    }
    return reached;
  }

  private void open(MicroBatchPlan part, Map<MicroBatchId, WorkItem> before, LeaseEpoch lastEpoch) {
    if (open.containsKey(part.id())) {
      return; // two runs overlap
    }
    WorkItem known = before.get(part.id());
    WorkItem item = known != null ? known : fresh(part, lastEpoch);
    open.put(part.id(), item);
    if (item.state instanceof WorkState.Planned) {
      planned.add(part.id());
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
              count(item.state, 1);
              newlyStored.add(item);
            });
    return item;
  }

  private void count(WorkState state, int change) {
    if (state instanceof WorkState.Leased leased) {
      leases.merge(leased.teacher(), change, Window::sumOrNothing);
    } else if (state instanceof WorkState.Ready held) {
      ready += change;
      readyBytes.merge(held.teacher(), change * held.bytes(), Long::sum);
    }
  }

  private static @Nullable Integer sumOrNothing(int before, int change) {
    return before + change == 0 ? null : before + change;
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
