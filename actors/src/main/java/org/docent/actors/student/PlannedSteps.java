package org.docent.actors.student;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * The plans a student has and the place it has reached in them: the one definition of the order in
 * which micro-batches move the weights. Steps are taken without a gap; a plan for a step that is
 * done, or of another stage, is none.
 */
final class PlannedSteps {

  private final TreeMap<StepId, StepPlan> plans = new TreeMap<>();
  private @Nullable StepId next;
  private int part;

  /** Whether a student that is where this one is would not move by beginning there. */
  boolean isBehind(StepId begin) {
    return next == null || next.compareTo(begin) < 0;
  }

  void beginAt(StepId first) {
    plans.clear();
    next = first;
    part = 0;
  }

  void clear() {
    plans.clear();
    next = null;
    part = 0;
  }

  /** The step to finish next, none before the first stage. */
  Optional<StepId> next() {
    return Optional.ofNullable(next);
  }

  void add(StepPlan plan) {
    StepId id = plan.id();
    if (next != null && id.stage() == next.stage() && id.compareTo(next) >= 0) {
      plans.putIfAbsent(id, plan);
    }
  }

  /** The plan of the step to finish next, if it has come. */
  Optional<StepPlan> current() {
    return next == null ? Optional.empty() : Optional.ofNullable(plans.get(next));
  }

  /** The micro-batch to add next; empty at the end of a step or without a plan. */
  Optional<MicroBatchPlan> nextPart() {
    return current().filter(plan -> part < plan.parts().size()).map(plan -> plan.parts().get(part));
  }

  /** Whether no micro-batch of the current step has been added. */
  boolean isBetweenSteps() {
    return part == 0;
  }

  void partDone() {
    part++;
  }

  void stepDone() {
    if (next != null) {
      plans.remove(next);
      next = next.next();
      part = 0;
    }
  }

  /** Whether that micro-batch lies behind. */
  boolean isPast(MicroBatchId id) {
    if (next == null) {
      return false;
    }
    int order = id.stepId().compareTo(next);
    return order < 0 || (order == 0 && currentPartsDone().contains(id));
  }

  /** The next micro-batches in order, at most so many. */
  List<MicroBatchPlan> window(int size) {
    List<MicroBatchPlan> found = new ArrayList<>();
    StepId step = next;
    int from = part;
    while (step != null && found.size() < size && plans.containsKey(step)) {
      List<MicroBatchPlan> parts = plans.get(step).parts();
      found.addAll(parts.subList(from, Math.min(parts.size(), from + size - found.size())));
      step = step.next();
      from = 0;
    }
    return found;
  }

  private List<MicroBatchId> currentPartsDone() {
    return current()
        .map(plan -> plan.parts().subList(0, part).stream().map(MicroBatchPlan::id).toList())
        .orElse(List.of());
  }
}
