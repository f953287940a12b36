package org.docent.model.generate;

import org.docent.model.data.Batch;

/**
 * A place at an {@link AnswerScheduler}, for one answer. It is given back when the answer is whole
 * or has failed, or when it is closed before, by which the answer is given up. Safe for use by
 * several threads.
 */
public final class AnswerTicket implements AutoCloseable {

  private final AnswerScheduler scheduler;

  AnswerTicket(AnswerScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Asks, once; nothing happens after the ticket was closed.
   *
   * @param prompt one sample, spliced, without padding, shorter than the model's positions
   * @param settings without beams
   */
  public void ask(Batch prompt, GenerationSettings settings, AnswerListener listener) {
    scheduler.ask(this, prompt, settings, listener);
  }

  /** Gives the answer up, if it is not whole yet. */
  @Override
  public void close() {
    scheduler.leave(this);
  }
}
