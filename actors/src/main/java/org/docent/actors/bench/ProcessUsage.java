package org.docent.actors.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What processes have used so far.
 *
 * @param cpuNanos processor time
 * @param allocatedBytes put on the heap by threads that live
 */
record ProcessUsage(long cpuNanos, long allocatedBytes) {

  /** Of this process. */
  static ProcessUsage now() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated =
        Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
            .filter(bytes -> bytes > 0)
            .sum();
    return new ProcessUsage(system.getProcessCpuTime(), allocated);
  }

  ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
  }

  ProcessUsage minus(ProcessUsage other) {
    return new ProcessUsage(cpuNanos - other.cpuNanos, allocatedBytes - other.allocatedBytes);
  }
}
