package org.docent.actors.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a device computes. Work is done in the order it was submitted; whatever
 * it throws comes back as a {@link DocentException}, where what is none of ours stops the run.
 */
public final class Device {

  private static final Logger log = LoggerFactory.getLogger(Device.class);

  private final Executor thread;

  /** The executor must run one task at a time, in order. */
  public Device(Executor thread) {
    this.thread = thread;
  }

  public <T> CompletableFuture<T> submit(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(() -> settle(result, work));
    return result;
  }

  /** Closes what was opened, once it has opened and all work submitted so far is done. */
  @SuppressWarnings("FutureReturnValueIgnored") // what failed to open needs no closing
  public <T> void close(CompletableFuture<T> opening, Function<T, AutoCloseable> resource) {
    opening.thenAccept(opened -> thread.execute(() -> closeQuietly(resource.apply(opened))));
  }

  /** A failure as one of ours: what is not stops the run, by name and message. */
  public static DocentException failure(@Nullable Throwable cause) {
    return cause instanceof DocentException ours
        ? ours
        : new DocentException(Category.STOP_RUN, "unexpected " + firstLine(cause), cause);
  }

  /** A native error carries pages of its own stack, which are for {@code --debug}. */
  private static String firstLine(@Nullable Throwable cause) {
    return String.valueOf(cause).lines().findFirst().orElse("failure");
  }

  private static <T> void settle(CompletableFuture<T> result, Supplier<T> work) {
    try {
      result.complete(work.get());
    } catch (DocentException e) {
      result.completeExceptionally(e);
    } catch (Throwable e) {
      log.debug("work on the device failed unexpectedly", e);
      result.completeExceptionally(failure(e));
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.warn("{} did not close", resource.getClass().getName(), e);
    }
  }
}
