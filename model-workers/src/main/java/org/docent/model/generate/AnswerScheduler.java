package org.docent.model.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.docent.model.data.Batch;
import org.docent.protocol.failure.DocentException;

/**
 * Answers many askers' prompts together, by continuous batching: between two steps of the batch the
 * answers that have ended or were given up leave it, and prompts that wait are read and join it,
 * first come, first served; a long one is read in pieces, with steps of the batch between them. Who
 * holds a ticket counts, whether its prompt is still being made, waits or is answered; when there
 * is no place there is no ticket, so what waits is bounded. Safe for use by several threads; {@link
 * #run} is the device's.
 */
public final class AnswerScheduler {

  private static final int MOST_BATCH = 1 << 20;

  private final int maxBatch;
  private final long places;
  private final Set<AnswerTicket> tickets = new HashSet<>(); // guarded by this, as the next three
  private final Deque<ScheduledAnswer> waiting = new ArrayDeque<>();
  private boolean draining;
  private boolean stopping;

  /**
   * A scheduler that answers once it is {@link #run}.
   *
   * @param maxBatch answers that are decoded together
   * @param queue answers that may wait besides
   */
  public AnswerScheduler(int maxBatch, int queue) {
    if (maxBatch < 1 || maxBatch > MOST_BATCH) {
      throw new IllegalArgumentException(
          "max-batch is %d, must be from 1 to %d".formatted(maxBatch, MOST_BATCH));
    }
    if (queue < 0) {
      throw new IllegalArgumentException("queue is " + queue + ", must be 0 or more");
    }
    this.maxBatch = maxBatch;
    this.places = (long) maxBatch + queue;
  }

  /** A place, empty when all are taken or none is given any more. */
  public synchronized Optional<AnswerTicket> reserve() {
    if (draining || tickets.size() == places) {
      return Optional.empty();
    }
    AnswerTicket ticket = new AnswerTicket(this);
    tickets.add(ticket);
    return Optional.of(ticket);
  }

  /** Whether all places are taken at the moment. */
  public synchronized boolean isFull() {
    return tickets.size() == places;
  }

  /** Whether nobody is taken in any more. */
  public synchronized boolean isDraining() {
    return draining;
  }

  /** Takes nobody in any more; {@link #run} returns when everybody has been answered. */
  public synchronized void drain() {
    draining = true;
    notifyAll();
  }

  /** Takes nobody in any more and lets {@link #run} return after the step in hand. */
  public synchronized void stop() {
    stopping = true;
    drain();
  }

  synchronized void ask(
      AnswerTicket ticket, Batch prompt, GenerationSettings settings, AnswerListener listener) {
    if (tickets.contains(ticket)) {
      waiting.add(new ScheduledAnswer(ticket, prompt, settings, listener));
      notifyAll();
    }
  }

  synchronized void leave(AnswerTicket ticket) {
    tickets.remove(ticket);
    waiting.removeIf(answer -> answer.ticket() == ticket);
    notifyAll();
  }

  /** Answers, on the model's device's thread, until it is drained or stopped. */
  public void run(Answerer answerer) {
    List<ScheduledAnswer> running = new ArrayList<>();
    try {
      DecodingBatch batch = answerer.batch();
      while (goesOn(running.isEmpty())) {
        admit(running, batch, answerer);
        step(running, batch);
      }
    } finally {
      refuseAll(running);
    }
  }

  /** Waits while there is nothing to do; false when there never will be. */
  private synchronized boolean goesOn(boolean idle) {
    try {
      while (idle && waiting.isEmpty() && !stopping && !(draining && tickets.isEmpty())) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !stopping && !(idle && waiting.isEmpty());
  }

  /** One more token for everybody. */
  private void step(List<ScheduledAnswer> running, DecodingBatch batch) {
    running.removeIf(this::wasGivenUp);
    try {
      batch.step();
    } catch (RuntimeException failure) {
      running.forEach(answer -> fail(answer, failure)); // and so they leave the batch
      running.clear();
    }
    running.removeIf(this::hasEnded);
  }

  private void admit(List<ScheduledAnswer> running, DecodingBatch batch, Answerer answerer) {
    while (running.size() < maxBatch) {
      Optional<ScheduledAnswer> next = next();
      if (next.isEmpty()) {
        return;
      }
      ScheduledAnswer answer = next.get();
      try {
        answer.join(batch, answerer, () -> step(running, batch));
        running.add(answer);
      } catch (RuntimeException failure) {
        fail(answer, failure);
      }
      running.removeIf(this::hasEnded);
    }
  }

  private synchronized Optional<ScheduledAnswer> next() {
    return Optional.ofNullable(waiting.poll());
  }

  private synchronized boolean holds(AnswerTicket ticket) {
    return tickets.contains(ticket);
  }

  private boolean wasGivenUp(ScheduledAnswer answer) {
    boolean gone = !holds(answer.ticket());
    if (gone) {
      answer.close();
    }
    return gone;
  }

  /** The place is free before its holder hears of the end: whoever asks again finds it. */
  private boolean hasEnded(ScheduledAnswer answer) {
    if (!answer.hasEnded()) {
      return false;
    }
    boolean given = holds(answer.ticket());
    answer.close();
    leave(answer.ticket());
    if (given) {
      answer.tellEnd();
    }
    return true;
  }

  private void fail(ScheduledAnswer answer, Throwable failure) {
    answer.close();
    leave(answer.ticket());
    answer.tellFailure(failure);
  }

  private void refuseAll(List<ScheduledAnswer> running) {
    List<ScheduledAnswer> left = new ArrayList<>(running);
    synchronized (this) {
      draining = true;
      left.addAll(waiting);
      waiting.clear();
      tickets.clear();
    }
    DocentException reason = DocentException.retry("The server stops before the answer is whole.");
    left.forEach(answer -> fail(answer, reason));
  }
}
