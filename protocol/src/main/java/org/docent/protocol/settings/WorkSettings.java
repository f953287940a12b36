package org.docent.protocol.settings;

import java.time.Duration;

/**
 * How far teachers run ahead and how leases are held.
 *
 * @param runAheadMicroBatches micro-batches that may be leased or ready and not yet applied
 * @param leasesPerTeacher leases one teacher computes or queues at a time
 * @param lease how long a teacher has for a micro-batch before it is leased again
 * @param heartbeat how often workers say where they are
 */
public record WorkSettings(
    int runAheadMicroBatches, int leasesPerTeacher, Duration lease, Duration heartbeat) {

  public WorkSettings {
    if (runAheadMicroBatches < 1 || leasesPerTeacher < 1) {
      throw new IllegalArgumentException(
          "work.run-ahead-micro-batches is "
              + runAheadMicroBatches
              + " and work.leases-per-teacher "
              + leasesPerTeacher
              + ", both must be at least 1");
    }
  }
}
