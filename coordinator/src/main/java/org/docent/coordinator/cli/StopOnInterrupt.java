package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** Makes Ctrl-C and SIGTERM commit a checkpoint before the process ends. */
final class StopOnInterrupt {

  private static final int TRIES = 120;
  private static final int TRY_SECONDS = 5;

  private StopOnInterrupt() {}

  /** Waits for a run; what interrupts the process meanwhile stops the run first. */
  static int during(CoordinatorNode coordinator, Path runDirectory, IntSupplier waiting) {
    Thread hook = new Thread(() -> stop(coordinator, runDirectory), "stop-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return waiting.getAsInt();
    } finally {
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the process is ending: the hook is what ends it
    }
  }

  /** Asks until the run has ended: a coordinator that moved has forgotten that it was asked. */
  private static void stop(CoordinatorNode coordinator, Path runDirectory) {
    System.err.println("stopping: committing a checkpoint after the step in hand");
    for (int asked = 0; asked < TRIES && !coordinator.outcome().isDone(); asked++) {
      coordinator.stop("interrupted");
      try {
        coordinator.outcome().get(TRY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException stillRunning) {
        // ask again
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    boolean stopped = coordinator.outcome().getNow(null) instanceof RunOutcome.Stopped;
    System.err.printf(
        "%sgo on with: docent resume %s%n",
        stopped ? "" : "no checkpoint in time; what was committed before is whole: ", runDirectory);
  }
}
