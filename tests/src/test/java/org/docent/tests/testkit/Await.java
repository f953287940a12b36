package org.docent.tests.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does. */
public final class Await {

  private Await() {}

  /** The same with something to say of what is there instead. */
  public static void until(
      String what, Duration patience, BooleanSupplier condition, Supplier<String> instead) {
    try {
      until(what, patience, condition);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", and found\n" + instead.get(), e);
    }
  }

  /**
   * Returns once {@code condition} holds; fails with {@code what} when it does not within {@code
   * patience}.
   */
  public static void until(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + patience + " for " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
