package org.docent.actors.device;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device's thread that does the next piece of work when a test says so. */
public final class HandCrankedThread implements Executor {

  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    work.add(task);
  }

  /** Does the next piece of work, which must come within a few seconds. */
  public void turn() {
    try {
      Runnable task = work.poll(5, TimeUnit.SECONDS);
      if (task == null) {
        throw new AssertionError("no work came to the device");
      }
      task.run();
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
