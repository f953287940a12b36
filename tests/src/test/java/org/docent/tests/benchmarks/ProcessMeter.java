package org.docent.tests.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this process takes from a moment on: how far its resident memory rises above where it stood,
 * as Linux counts it, and processor seconds a call, which say more than the clock on a busy
 * machine.
 */
final class ProcessMeter {

  private final long startKilobytes;
  private final double startSeconds;
  private int calls;

  private ProcessMeter(long startKilobytes, double startSeconds) {
    this.startKilobytes = startKilobytes;
    this.startSeconds = startSeconds;
  }

  /** Forgets the peak so far and counts from what is resident now. */
  static ProcessMeter start() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProcessMeter(kilobytes("VmRSS:"), processorSeconds());
  }

  /** One more call. */
  void count() {
    calls++;
  }

  /** Memory in units of 10^6 bytes. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "processor seconds a call: %.2f%npeak beyond weights and gradients: %d MB",
        (processorSeconds() - startSeconds) / Math.max(1, calls),
        (kilobytes("VmHWM:") - startKilobytes) * 1024 / 1_000_000);
  }

  private static double processorSeconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static long kilobytes(String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("/proc/self/status has no " + key);
  }
}
