package org.docent.protocol.control;

import java.time.Duration;
import java.util.List;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/** What the coordinator tells a teacher worker. */
public interface TeacherProtocol {

  sealed interface Command permits Welcome, Assign, Release, Drain, Internal {}

  /** What a teacher worker tells itself; never leaves its process. */
  non-sealed interface Internal extends Command {}

  /**
   * Load the teacher of this run and show what it makes of the canary.
   *
   * @param configuration the run's resolved configuration as HOCON
   * @param canary a micro-batch that is the same for every teacher at any time of the run; null
   *     when no stage has a teacher
   */
  record Welcome(RunId run, String configuration, @Nullable MicroBatchPlan canary)
      implements Command {}

  /**
   * Compute the signal of one micro-batch and keep it in the outbox until released; idempotent per
   * id and epoch.
   *
   * @param lease how long the coordinator waits before it leases the work again; a span, since
   *     clocks differ
   */
  record Assign(MicroBatchPlan plan, LeaseEpoch epoch, Duration lease) implements Command {}

  /**
   * These micro-batches are applied, or no longer wanted under an epoch up to the one held: forget
   * them.
   */
  record Release(List<MicroBatchId> ids) implements Command {
    public Release {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Take no more leases, hand back what is not begun and stop when the outbox is empty or the run
   * has ended.
   */
  enum Drain implements Command {
    INSTANCE
  }
}
