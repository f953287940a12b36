package org.docent.model.generate;

import java.util.List;
import org.docent.model.data.Batch;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way from its prompt to its end. Made anywhere, used on the device's thread from
 * {@link #join} on.
 */
final class ScheduledAnswer implements AutoCloseable {

  private final AnswerTicket ticket;
  private final Batch prompt;
  private final GenerationSettings settings;
  private final AnswerListener listener;
  private int newTokens;
  private boolean cut = true;
  private @Nullable SequenceCache cache;
  private @Nullable AnswerText text;
  private @Nullable DecodedSequence sequence;

  ScheduledAnswer(
      AnswerTicket ticket, Batch prompt, GenerationSettings settings, AnswerListener listener) {
    this.ticket = ticket;
    this.prompt = prompt;
    this.settings = settings;
    this.listener = listener;
  }

  AnswerTicket ticket() {
    return ticket;
  }

  /**
   * Has its prompt read and its first token chosen.
   *
   * @param between is run between two pieces of the prompt
   */
  void join(DecodingBatch batch, Answerer answerer, Runnable between) {
    List<String> stops = answerer.stops(settings);
    AnswerText begun =
        new AnswerText(answerer.tokenizer(), answerer.ends(), stops, listener::onPiece);
    text = begun;
    cache = answerer.generator().open();
    sequence =
        batch.join(
            cache,
            prompt,
            settings.sampling(),
            settings.maxNewTokens(),
            token -> {
              newTokens++;
              cut = begun.accept(token);
              return cut;
            },
            between);
  }

  boolean hasEnded() {
    return sequence == null || sequence.hasEnded();
  }

  /** Tells its listener the rest. */
  void tellEnd() {
    String whole = text == null ? "" : text.finish();
    listener.onAnswer(new FinishedAnswer(whole, cut, prompt.length(), newTokens));
  }

  void tellFailure(Throwable failure) {
    listener.onFailure(failure);
  }

  /** Leaves the batch with the next step, and the device's memory now. */
  @Override
  public void close() {
    if (sequence != null) {
      sequence.end();
    }
    if (cache != null) {
      cache.close();
      cache = null;
    }
  }
}
