package org.docent.coordinator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.docent.model.generate.AnswerScheduler;

/**
 * Makes Ctrl-C and SIGTERM of a server let those be answered who were taken in, and nobody else,
 * before the process ends.
 */
final class DrainOnInterrupt implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final int LAST_SECONDS = 5;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private DrainOnInterrupt(AnswerScheduler scheduler) {
    this.hook = new Thread(() -> drain(scheduler), "drain-on-interrupt");
  }

  /** From now on, until it is closed, which is when everything has been answered and written. */
  static DrainOnInterrupt of(AnswerScheduler scheduler) {
    DrainOnInterrupt interrupt = new DrainOnInterrupt(scheduler);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  private void drain(AnswerScheduler scheduler) {
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

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the process is ending: the hook is what ends it
    }
  }
}
