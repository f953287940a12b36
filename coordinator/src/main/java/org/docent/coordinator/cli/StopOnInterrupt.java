package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C and SIGTERM commit a checkpoint before the process ends. Closed when the run is over
 * and everything of it written: until then an interrupted process does not end.
 */
final class StopOnInterrupt implements AutoCloseable {

  private static final long PATIENCE_MINUTES = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final CoordinatorNode coordinator;
  private final Path runDirectory;
  private final Thread hook;

  private StopOnInterrupt(CoordinatorNode coordinator, Path runDirectory) {
    this.coordinator = coordinator;
    this.runDirectory = runDirectory;
    this.hook = new Thread(this::stop, "stop-on-interrupt");
  }

  static StopOnInterrupt of(CoordinatorNode coordinator, Path runDirectory) {
    StopOnInterrupt stop = new StopOnInterrupt(coordinator, runDirectory);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
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

  private void stop() {
    System.err.println("stopping: committing a checkpoint after the step in hand");
    coordinator.stop("interrupted");
    try {
      if (!over.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        System.err.printf(
            "the last checkpoint took too long; what was committed before is whole: docent resume %s%n",
            runDirectory);
      } else if (coordinator.outcome().getNow(null) instanceof RunOutcome.Failed failed) {
        System.err.printf("docent: %s%n", failed.message());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
