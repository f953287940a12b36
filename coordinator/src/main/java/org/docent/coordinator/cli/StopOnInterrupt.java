package org.docent.coordinator.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.docent.coordinator.run.RunOutcome;

/**
 * Makes Ctrl-C and SIGTERM of a coordinator's process hand the run over to a standby, or, where
 * there is none, commit a checkpoint and stop the run, before the process ends.
 */
final class StopOnInterrupt {

  private static final int TRIES = 120;
  private static final int TRY_SECONDS = 5;

  private StopOnInterrupt() {}

  /**
   * Waits for a run; what interrupts the process meanwhile stops the run first.
   *
   * @param goOn the command that goes on with what was interrupted
   * @param waiting returns when everything of the run is written
   */
  static int during(CoordinatorNode coordinator, String goOn, IntSupplier waiting) {
    CountDownLatch over = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(coordinator, goOn, over), "stop-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return waiting.getAsInt();
    } finally {
      over.countDown();
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
  private static void stop(CoordinatorNode coordinator, String goOn, CountDownLatch over) {
    Optional<String> standby = coordinator.standby();
    if (standby.isPresent()) {
      System.err.printf("leaving: the run goes on with the coordinator at %s%n", standby.get());
      coordinator.close();
      return;
    }
    System.err.println("stopping: committing what is done after the step in hand");
    try {
      boolean ended = false;
      for (int asked = 0; asked < TRIES && !ended; asked++) {
        coordinator.stop("interrupted");
        ended = over.await(TRY_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!(coordinator.outcome().getNow(null) instanceof RunOutcome.Stopped)) {
      System.err.printf(
          "no checkpoint in time; what was committed before is whole: go on with %s%n", goOn);
    }
  }
}
