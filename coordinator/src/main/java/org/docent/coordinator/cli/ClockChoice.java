package org.docent.coordinator.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.docent.model.bench.BenchClock;

/** The clocks a benchmark can go by. */
enum ClockChoice {
  /** Time as it passes, for a machine that does nothing else. */
  WALL,
  /**
   * Processor time of all threads of this process in steps of a hundredth of a second, for a
   * machine that others use too.
   */
  CPU;

  BenchClock clock() {
    return switch (this) {
      case WALL -> new BenchClock("wall", System::nanoTime);
      case CPU -> {
        var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        yield new BenchClock("cpu", process::getProcessCpuTime);
      }
    };
  }
}
