package org.docent.actors.device;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/** A device's thread that does the next piece of work when a test says so. */
public final class HandCrankedThread implements Executor {

  private final BlockingDeque<Runnable> work = new LinkedBlockingDeque<>();

  @Override
  public void execute(Runnable task) {
    work.add(task);
  }

  /** Does the next piece of work, which must come within a few seconds. */
  public void turn() {
    next().run();
  }

  /** Waits a few seconds at most until there is work to do. */
  public void awaitWork() {
    work.addFirst(next());
  }

  private Runnable next() {
    try {
      Runnable task = work.poll(5, TimeUnit.SECONDS);
      if (task == null) {
        throw new AssertionError("no work came to the device");
      }
      return task;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Pieces of work that wait. */
  public int waiting() {
    return work.size();
  }
}
