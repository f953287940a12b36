package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * The open micro-batches: a run of consecutive ones from the first step that is not applied, as
 * many as {@code size}, or as that step has parts. Keeps the indexes that make leasing cheap.
 */
final class Window {

  private final BatchPlanner planner;
  private final int size;
  private final NavigableMap<MicroBatchId, WorkItem> open = new TreeMap<>();
  private final NavigableMap<Integer, StepPlan> plans = new TreeMap<>();
  private final TreeSet<MicroBatchId> planned = new TreeSet<>();
  private final Map<TeacherId, Integer> leases = new HashMap<>();
  private int ready;
  private int first;
  private int admitStep;
  private int admitPart;
  private @Nullable MicroBatchId highest;

  Window(BatchPlanner planner, int size, int firstStep) {
    this.planner = planner;
    this.size = size;
    this.first = firstStep;
    this.admitStep = firstStep;
    admit(Map.of(), LeaseEpoch.NONE);
  }

  int first() {
    return first;
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

  /** The lowest micro-batch nobody has. */
  @Nullable WorkItem lowestPlanned() {
    return planned.isEmpty() ? null : open.get(planned.first());
  }

  /** Whether the window will come to that micro-batch. */
  boolean isAhead(MicroBatchId id) {
    return id.stage() == planner.stage()
        && id.step() >= first
        && id.step() < planner.totalSteps()
        && !open.containsKey(id);
  }

  int leasedTo(TeacherId teacher) {
    return leases.getOrDefault(teacher, 0);
  }

  WindowLevel level() {
    return new WindowLevel(planned.size(), open.size() - planned.size() - ready, ready);
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
   * Moves to another first step. What lies in the new window too stays as it is; what comes in once
   * more is fenced up to {@code lastEpoch}.
   *
   * @return the items that were open and are no longer
   */
  Collection<WorkItem> moveTo(int step, LeaseEpoch lastEpoch) {
    Map<MicroBatchId, WorkItem> before = new TreeMap<>(open);
    open.clear();
    planned.clear();
    first = step;
    admitStep = step;
    admitPart = 0;
    admit(before, lastEpoch);
    plans.headMap(first, false).clear();
    plans.tailMap(admitPart == 0 ? admitStep : admitStep + 1, true).clear();
    before.keySet().removeAll(open.keySet());
    before.values().forEach(gone -> count(gone.state, -1));
    return before.values();
  }

  private void admit(Map<MicroBatchId, WorkItem> before, LeaseEpoch lastEpoch) {
    while (admitStep < planner.totalSteps() && open.size() < capacity()) {
      StepPlan step = plans.computeIfAbsent(admitStep, planner::plan);
      MicroBatchPlan part = step.parts().get(admitPart);
      WorkItem known = before.get(part.id());
      WorkItem item = known != null ? known : fresh(part, lastEpoch);
      open.put(part.id(), item);
      if (item.state instanceof WorkState.Planned) {
        planned.add(part.id());
      }
      admitPart++;
      if (admitPart == step.parts().size()) {
        admitStep++;
        admitPart = 0;
      }
    }
  }

  private int capacity() {
    StepPlan inHand = plans.get(first);
    return Math.max(size, inHand == null ? 1 : inHand.parts().size());
  }

  private WorkItem fresh(MicroBatchPlan part, LeaseEpoch lastEpoch) {
    boolean again = highest != null && part.id().compareTo(highest) <= 0;
    if (!again) {
      highest = part.id();
    }
    return new WorkItem(part, again ? lastEpoch : LeaseEpoch.NONE);
  }

  private void count(WorkState state, int change) {
    if (state instanceof WorkState.Leased leased) {
      leases.merge(leased.teacher(), change, Window::sumOrNothing);
    } else if (state instanceof WorkState.Ready) {
      ready += change;
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
