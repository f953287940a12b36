package org.docent.protocol.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far teachers run ahead and how leases are held.
 *
 * @param runAheadMicroBatches micro-batches that may be leased or ready and not yet applied; null
 *     to have the teachers that are here settle it
 * @param leasesPerTeacher leases one teacher computes or queues at a time
 * @param outboxBytes signals that one teacher may hold or be computing, but for those of the step a
 *     student is at
 * @param lease how long a teacher has for a micro-batch before it is leased again
 * @param heartbeat how often workers say where they are
 * @param strikes bad signals and late leases after which a teacher gets no more work
 * @param adviceInterval how often the coordinator says what teachers and students can do; zero for
 *     never
 * @param pool which teachers a run waits for, and how they leave
 */
public record WorkSettings(
    @Nullable Integer runAheadMicroBatches,
    int leasesPerTeacher,
    long outboxBytes,
    Duration lease,
    Duration heartbeat,
    int strikes,
    Duration adviceInterval,
    TeacherPoolSettings pool) {

  public WorkSettings {
    if (runAheadMicroBatches != null) {
      Rules.requireAtLeast(1, "run-ahead-micro-batches", runAheadMicroBatches);
    }
    Rules.requireAtLeast(1, "leases-per-teacher", leasesPerTeacher);
    Rules.requireAtLeast(1, "strikes", strikes);
    Rules.require(outboxBytes >= 1, "outbox-bytes", outboxBytes, "at least 1");
    Rules.require(
        lease.compareTo(heartbeat) > 0,
        "lease",
        lease,
        "longer than the heartbeat of " + heartbeat);
    Rules.require(
        heartbeat.compareTo(Duration.ofMillis(10)) >= 0, "heartbeat", heartbeat, "at least 10ms");
    Rules.require(
        !adviceInterval.isNegative(), "advice-interval", adviceInterval, "0s or more; 0s for none");
  }

  /** The same with a pool of any size. */
  public WorkSettings(
      @Nullable Integer runAheadMicroBatches,
      int leasesPerTeacher,
      long outboxBytes,
      Duration lease,
      Duration heartbeat,
      int strikes,
      Duration adviceInterval) {
    this(
        runAheadMicroBatches,
        leasesPerTeacher,
        outboxBytes,
        lease,
        heartbeat,
        strikes,
        adviceInterval,
        TeacherPoolSettings.DEFAULT);
  }
}
