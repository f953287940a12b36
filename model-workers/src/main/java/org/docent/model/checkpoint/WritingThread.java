package org.docent.model.checkpoint;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The one thread that writes a student's checkpoints, in the order they were submitted. */
public final class WritingThread implements AutoCloseable {

  private final ExecutorService thread;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  /** Ends with the process, if nobody closes it. */
  public WritingThread(String name) {
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** Runs {@code work} after what was submitted before; its failure is the future's. */
  public synchronized <T> CompletableFuture<T> submit(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    last = result;
    thread.execute(
        () -> {
          try {
            result.complete(work.get());
          } catch (Throwable e) { // the future is where it belongs
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Waits until nothing is being written, however that ends. */
  public void await() {
    CompletableFuture<?> written;
    synchronized (this) {
      written = last;
    }
    try {
      written.join();
    } catch (CompletionException e) {
      // whoever submitted it hears of it
    }
  }

  /** Waits likewise; takes nothing any more. */
  @Override
  public void close() {
    await();
    thread.shutdown();
  }
}
