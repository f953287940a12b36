package org.docent.coordinator.ledger;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/** One open micro-batch: its plan, where it stands, and what it went through. */
final class WorkItem {

  final MicroBatchPlan plan;
  WorkState state = WorkState.Planned.INSTANCE;

  /** The highest epoch that is no longer taken for this micro-batch. */
  LeaseEpoch fence;

  int failures;

  /** Whose leases of it ended in a failure. */
  final Set<TeacherId> failedBy = new TreeSet<>();

  WorkItem(MicroBatchPlan plan, LeaseEpoch fence) {
    this.plan = plan;
    this.fence = fence;
  }

  MicroBatchId id() {
    return plan.id();
  }

  /**
   * Whether that teacher should try: it has not failed here before, or so have all others who
   * could.
   */
  boolean suits(TeacherId teacher, Supplier<Set<TeacherId>> others) {
    return !failedBy.contains(teacher) || failedBy.containsAll(others.get());
  }

  /** The teacher that computes or holds it. */
  @Nullable TeacherId holder() {
    if (state instanceof WorkState.Leased leased) {
      return leased.teacher();
    }
    return state instanceof WorkState.Ready ready ? ready.teacher() : null;
  }

  boolean isHeldBy(TeacherId teacher, LeaseEpoch epoch) {
    return teacher.equals(holder()) && epoch.equals(epoch());
  }

  /** The epoch under which it is computed or held; the fence when nobody has it. */
  LeaseEpoch epoch() {
    if (state instanceof WorkState.Leased leased) {
      return leased.epoch();
    }
    return state instanceof WorkState.Ready ready ? ready.epoch() : fence;
  }
}
