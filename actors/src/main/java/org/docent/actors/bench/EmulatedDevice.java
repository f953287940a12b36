package org.docent.actors.bench;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A device that takes a set time for a micro-batch and computes nothing, so that many fit on one
 * machine. One thread, as a device has.
 */
public final class EmulatedDevice implements AutoCloseable {

  private final ExecutorService thread;
  private final LongSupplier nanos;
  private final long nanosPerMicroBatch;

  /**
   * A device of that speed.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public EmulatedDevice(String name, LongSupplier nanos, long nanosPerMicroBatch) {
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    this.nanos = nanos;
    this.nanosPerMicroBatch = nanosPerMicroBatch;
  }

  public Executor executor() {
    return thread;
  }

  /** When the device is done with a micro-batch that it takes up now. */
  long endOfOne() {
    return nanos.getAsLong() + nanosPerMicroBatch;
  }

  /** Waits until then, on the device's own thread. */
  void waitUntil(long end) {
    long left = end - nanos.getAsLong();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = end - nanos.getAsLong();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
