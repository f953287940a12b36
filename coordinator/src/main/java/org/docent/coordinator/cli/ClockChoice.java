package org.docent.coordinator.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.docent.model.bench.BenchClock;

/** The clocks a benchmark can go by. */
enum ClockChoice {
  /** Time as it passes, for a machine that does nothing else. */
  WALL(System::nanoTime),
  /**
   * Processor time of all threads of this process in steps of a hundredth of a second, for a
   * machine that others use too.
   */
  CPU(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getProcessCpuTime);

  private final LongSupplier nanos;

  ClockChoice(LongSupplier nanos) {
    this.nanos = nanos;
  }

  BenchClock clock() {
    return new BenchClock(name().toLowerCase(Locale.ROOT), nanos);
  }
}
