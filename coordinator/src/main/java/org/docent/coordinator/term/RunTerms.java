package org.docent.coordinator.term;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's part in the terms of a run directory: it watches them, claims the next when the last
 * is free, and while it holds one shows that it lives. All of it on one thread of its own, since a
 * disk may hang.
 */
public final class RunTerms implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunTerms.class);
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final Path runDirectory;
  private final Supplier<String> self;
  private final LongSupplier nanoClock;
  private final TermWatch watch = new TermWatch(SILENCE);
  private final ScheduledExecutorService thread;
  private final CompletableFuture<String> fenced = new CompletableFuture<>();
  private final Future<?> pulse;
  private @Nullable Term held;

  /** The answer to a claim. */
  public sealed interface Claim {}

  /** The term is the claimant's. */
  public record Granted(Term term) implements Claim {}

  /**
   * Another has it, or may have.
   *
   * @param holder its {@code host:port}
   * @param alive whether it was seen to live; otherwise nobody knows yet
   */
  public record Denied(String holder, boolean alive) implements Claim {}

  /**
   * Begins to watch.
   *
   * @param self this process's {@code host:port}, once it has one
   * @param nanoClock a monotonic clock in nanoseconds
   */
  public RunTerms(Path runDirectory, Supplier<String> self, LongSupplier nanoClock) {
    this.runDirectory = runDirectory;
    this.self = self;
    this.nanoClock = nanoClock;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "coordinator-term");
              made.setDaemon(true);
              return made;
            });
    this.pulse =
        thread.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Completes with the successor's {@code host:port} when another has taken the term over. */
  public CompletionStage<String> fenced() {
    return fenced;
  }

  /** Tries once; granted again to who has it. */
  public CompletionStage<Claim> claim() {
    return CompletableFuture.supplyAsync(this::tryToClaim, thread);
  }

  /**
   * Claims the term as soon as it is free.
   *
   * @param evenIfHeld whether to wait for one who was seen to live, as a successor does; otherwise
   *     that ends the wait at once
   * @return fails with a {@link DocentException} when it does not become free in time
   */
  public CompletionStage<Term> claim(Duration patience, boolean evenIfHeld) {
    CompletableFuture<Term> claimed = new CompletableFuture<>();
    long deadline = nanoClock.getAsLong() + patience.toNanos();
    start(claimed, deadline, evenIfHeld);
    return claimed;
  }

  private void start(CompletableFuture<Term> claimed, long deadline, boolean evenIfHeld) {
    try {
      thread.execute(() -> retry(claimed, deadline, evenIfHeld));
    } catch (RejectedExecutionException closed) {
      claimed.completeExceptionally(closed);
    }
  }

  private void retry(CompletableFuture<Term> claimed, long deadline, boolean evenIfHeld) {
    try {
      Claim answer = tryToClaim();
      if (answer instanceof Granted granted) {
        claimed.complete(granted.term());
      } else if (answer instanceof Denied denied
          && ((denied.alive() && !evenIfHeld) || nanoClock.getAsLong() - deadline > 0)) {
        claimed.completeExceptionally(
            DocentException.stop(
                "%s has a coordinator at work, %s: wait for its end or stop it first, or stand by for it with --join %s"
                    .formatted(runDirectory, denied.holder(), denied.holder())));
      } else {
        LATER.execute(() -> start(claimed, deadline, evenIfHeld));
      }
    } catch (RuntimeException e) {
      claimed.completeExceptionally(e);
    }
  }

  private Claim tryToClaim() {
    if (held != null && held.holds()) {
      return new Granted(held);
    }
    try {
      look();
      Sign last = watch.last();
      TermWatch.Standing standing = watch.standing(nanoClock.getAsLong());
      if (standing != TermWatch.Standing.FREE) {
        return new Denied(last.holder(), standing == TermWatch.Standing.HELD);
      }
      held = Term.claimAfter(last.term(), runDirectory, self.get());
      log.info("term {} of {} is this coordinator's", held.number(), runDirectory);
      return new Granted(held);
    } catch (FileAlreadyExistsException another) {
      return new Denied("", false);
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be claimed for this coordinator (%s): it must be writable"
              .formatted(runDirectory, IoReason.of(e)),
          e);
    }
  }

  /** Gives the term back; what it wrote must be closed. */
  public CompletionStage<Void> release() {
    try {
      return CompletableFuture.runAsync(this::giveBack, thread);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void giveBack() {
    Term mine = held;
    held = null;
    if (mine != null && mine.holds()) {
      try {
        mine.release();
      } catch (IOException e) {
        log.warn("term {} could not be given back, a successor waits {}", mine.number(), SILENCE);
      }
    }
  }

  private void beat() {
    try {
      if (held == null) {
        look();
      } else {
        held.beat();
      }
    } catch (NoSuchFileException e) {
      takenOver();
    } catch (IOException e) {
      log.warn("{} cannot be reached: {}", runDirectory, e.toString());
    }
  }

  private void takenOver() {
    held = null;
    String successor = "another";
    try {
      look();
      successor = watch.last().holder();
    } catch (IOException e) {
      log.debug("who took over cannot be read", e);
    }
    fenced.complete(successor);
  }

  private void look() throws IOException {
    watch.saw(Term.newest(runDirectory), nanoClock.getAsLong());
  }

  /** Gives the term back and ends. */
  @Override
  public void close() {
    release();
    pulse.cancel(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(SILENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("{} does not answer", runDirectory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
