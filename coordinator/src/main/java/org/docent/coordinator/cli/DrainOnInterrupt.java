package org.docent.coordinator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.docent.model.generate.AnswerScheduler;

/**
 * Makes Ctrl-C and SIGTERM of a server let those be answered who were taken in, and nobody else,
 * before the process ends.
 */
final class DrainOnInterrupt {

  private static final int PATIENCE_SECONDS = 60;
  private static final int LAST_SECONDS = 5;

  private DrainOnInterrupt() {}

  /**
   * Serves; what interrupts the process meanwhile drains first.
   *
   * @param serving returns when everything has been answered and written
   */
  static void during(AnswerScheduler scheduler, Runnable serving) {
    CountDownLatch over = new CountDownLatch(1);
    Thread hook = new Thread(() -> drain(scheduler, over), "drain-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      serving.run();
    } finally {
      over.countDown();
      forget(hook);
    }
  }

  private static void drain(AnswerScheduler scheduler, CountDownLatch over) {
    System.err.println("ending: answering those who were taken in, and nobody else");
    scheduler.drain();
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.printf(
            "ending: giving up answers that take longer than %d s%n", PATIENCE_SECONDS);
        scheduler.stop();
        over.await(LAST_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the process is ending: the hook is what ends it
    }
  }
}
