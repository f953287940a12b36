package org.docent.model.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.data.Batch;
import org.docent.model.vlm.VisionLanguageModel;

/**
 * Decodes sequences together that come and go between two steps, each as long as it is, with its
 * own way of choosing and its own numbers. A step is one pass of the weights for all of them, which
 * on a CPU is nearly all it costs; attention alone is computed for each by itself, without padding,
 * so that neighbours change a sequence by no more than the rounding of larger products. Used on the
 * device's thread only.
 */
public final class DecodingBatch {

  private final CachedModel model;
  private final List<DecodedSequence> running = new ArrayList<>();

  /** Model and manager stay their owner's. */
  public DecodingBatch(VisionLanguageModel model, NDManager manager) {
    this(new CachedModel(model, manager));
  }

  /** Over a model that is used elsewhere, too. */
  public DecodingBatch(CachedModel model) {
    this.model = model;
  }

  /**
   * Reads a prompt and chooses the token after it; further ones come with each {@link #step}, which
   * the others take between pieces of a long prompt, too. The sequence ends when its sink says so,
   * after {@code maxNewTokens} and where the model's positions end.
   *
   * @param cache its own until it has ended; the caller closes it
   * @param prompt one sample, spliced, without padding
   */
  public DecodedSequence join(
      SequenceCache cache, Batch prompt, Sampling sampling, int maxNewTokens, TokenSink sink) {
    return join(cache, prompt, sampling, maxNewTokens, sink, this::step);
  }

  /** The same for whoever takes the others' step between two pieces. */
  DecodedSequence join(
      SequenceCache cache,
      Batch prompt,
      Sampling sampling,
      int maxNewTokens,
      TokenSink sink,
      Runnable between) {
    int limit = Math.min(maxNewTokens, model.maxPositions() - prompt.length());
    DecodedSequence sequence = new DecodedSequence(cache, sampling, Math.max(0, limit), sink);
    if (!sequence.hasEnded()) {
      try (NDManager scope = model.manager().newSubManager()) {
        choose(List.of(sequence), model.read(cache, prompt, scope, between));
      }
      running.add(sequence);
      leave();
    }
    return sequence;
  }

  /** One more token of every sequence; those that ended leave. */
  public void step() {
    leave();
    if (running.isEmpty()) {
      return;
    }
    try (NDManager scope = model.manager().newSubManager()) {
      List<SequenceCache> caches = running.stream().map(DecodedSequence::cache).toList();
      long[] tokens = running.stream().mapToLong(DecodedSequence::last).toArray();
      choose(running, model.next(caches, tokens, scope));
    }
    leave();
  }

  /** How many sequences are being decoded. */
  public int size() {
    leave();
    return running.size();
  }

  private void leave() {
    running.removeIf(DecodedSequence::hasEnded);
  }

  private void choose(List<DecodedSequence> sequences, NDArray logitsNV) {
    boolean greedy = sequences.stream().anyMatch(sequence -> sequence.sampling().isGreedy());
    long[] likeliest = greedy ? model.likeliest(logitsNV) : new long[0];
    for (int n = 0; n < sequences.size(); n++) {
      DecodedSequence sequence = sequences.get(n);
      sequence.take(
          sequence.sampling().isGreedy()
              ? likeliest[n]
              : model.draw(logitsNV, n, sequence.sampling(), sequence.uniform()));
    }
  }
}
