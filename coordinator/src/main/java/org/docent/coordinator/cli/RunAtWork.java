package org.docent.coordinator.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.docent.coordinator.failover.RunOpening;
import org.docent.coordinator.run.EventLog;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunOutcome;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.term.RunTerms;
import org.docent.coordinator.term.Term;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes a run when the coordinator comes to this node and leaves it: claims the run
 * directory, finds out whether the run has ended, takes over its logs.
 */
final class RunAtWork implements RunOpening {

  private static final Logger log = LoggerFactory.getLogger(RunAtWork.class);

  /** A predecessor that lives gives its term back within this, or is lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CoordinatedRun run;
  private final RunTerms terms;
  private final Supplier<String> address;
  private final OutcomeObserver outcome;
  private final List<RunObserver> opened = new ArrayList<>();
  private boolean fresh;

  /**
   * @param address of this node, as {@code host:port}
   * @param outcome is told how the run ends
   * @param begins whether this node begins the cluster, so that no student can be alive
   */
  RunAtWork(
      CoordinatedRun run,
      RunTerms terms,
      Supplier<String> address,
      OutcomeObserver outcome,
      boolean begins) {
    this.run = run;
    this.terms = terms;
    this.address = address;
    this.outcome = outcome;
    this.fresh = begins;
  }

  @Override
  public CompletionStage<Optional<RunSetup>> open() {
    return terms.claim(PATIENCE, /* evenIfHeld= */ !isFresh()).thenApplyAsync(this::open);
  }

  private synchronized boolean isFresh() {
    return fresh;
  }

  private synchronized Optional<RunSetup> open(Term term) {
    boolean begins = fresh;
    fresh = false;
    if (!begins) {
      Optional<RunOutcome> ended = OutcomeFile.read(run.directory());
      if (ended.isPresent()) {
        log.info("the coordinator moved to this node after the run's end");
        outcome.ended(ended.get());
        return Optional.empty();
      }
      log.info("the coordinator is at {} now", address.get());
    }
    EventLog events = run.events(term);
    opened.add(events);
    opened.addAll(run.work().observers(term, begins));
    events.coordinatorAt(address.get(), term, /* moved= */ !begins);
    List<RunObserver> observers = new ArrayList<>(opened);
    observers.add(outcome);
    return Optional.of(run.work().setup(observers));
  }

  @Override
  public CompletionStage<?> close() {
    return CompletableFuture.runAsync(this::closeAll).thenCompose(done -> terms.release());
  }

  private synchronized void closeAll() {
    for (RunObserver observer : opened) {
      if (observer instanceof AutoCloseable open) {
        try {
          open.close();
        } catch (Exception e) {
          log.warn("{} did not close", observer.getClass().getSimpleName(), e);
        }
      }
    }
    opened.clear();
  }

  @Override
  public void failed(Throwable cause) {
    log.debug("the coordinator failed on this node", cause);
    outcome.failed(Failures.sentence(cause));
  }
}
