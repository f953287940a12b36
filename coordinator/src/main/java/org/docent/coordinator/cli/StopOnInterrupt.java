package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes Ctrl-C and SIGTERM commit a checkpoint before the process ends. */
final class StopOnInterrupt implements AutoCloseable {

  private static final long PATIENCE_MINUTES = 10;

  private final Thread hook;

  private StopOnInterrupt(Thread hook) {
    this.hook = hook;
  }

  static StopOnInterrupt of(CoordinatorNode coordinator, Path runDirectory) {
    Thread hook = new Thread(() -> stop(coordinator, runDirectory), "stop-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopOnInterrupt(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the process is ending: the hook is what ends it
    }
  }

  private static void stop(CoordinatorNode coordinator, Path runDirectory) {
    System.err.println("stopping: committing a checkpoint after the step in hand");
    coordinator.stop("interrupted");
    try {
      RunOutcome outcome =
          coordinator.outcome().orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).join();
      if (outcome instanceof RunOutcome.Stopped) {
        System.err.printf("go on with: docent resume %s%n", runDirectory);
      }
    } catch (CompletionException e) {
      String why = e.getCause() instanceof TimeoutException ? "took too long" : e.getMessage();
      System.err.printf(
          "the last checkpoint %s; what was committed before is whole: docent resume %s%n",
          why, runDirectory);
    }
  }
}
