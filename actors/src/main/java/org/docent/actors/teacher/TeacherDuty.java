package org.docent.actors.teacher;

import java.time.Duration;
import org.docent.protocol.settings.RunSettings;

/**
 * What a run asks of each teacher worker.
 *
 * @param leases micro-batches a worker computes or queues at a time
 * @param heartbeat how often it says where it is
 * @param randomDelay upper bound of a random wait before each micro-batch; zero for none
 * @param seed of these waits
 * @param drainTimeout how long it serves what it holds when it leaves
 */
public record TeacherDuty(
    int leases, Duration heartbeat, Duration randomDelay, long seed, Duration drainTimeout) {

  public TeacherDuty {
    if (leases < 1) {
      throw new IllegalArgumentException("leases is " + leases + ", must be at least 1");
    }
  }

  public static TeacherDuty of(RunSettings run) {
    return new TeacherDuty(
        run.work().leasesPerTeacher(),
        run.work().heartbeat(),
        run.teacher().randomDelay(),
        run.seed(),
        run.work().pool().drainTimeout());
  }
}
