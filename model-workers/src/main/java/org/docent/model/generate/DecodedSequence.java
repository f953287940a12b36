package org.docent.model.generate;

/** One sequence of a {@link DecodingBatch}. */
public final class DecodedSequence {

  private final SequenceCache cache;
  private final Sampling sampling;
  private final SplitMix64 random;
  private final TokenSink sink;
  private int left;
  private long last;

  DecodedSequence(SequenceCache cache, Sampling sampling, int maxNewTokens, TokenSink sink) {
    this.cache = cache;
    this.sampling = sampling;
    this.random = new SplitMix64(sampling.seed());
    this.sink = sink;
    this.left = maxNewTokens;
  }

  /** Whether its last token was chosen, or it was ended. */
  public boolean hasEnded() {
    return left == 0;
  }

  /** Ends it where it is: whoever asked has gone. */
  public void end() {
    left = 0;
  }

  SequenceCache cache() {
    return cache;
  }

  Sampling sampling() {
    return sampling;
  }

  double uniform() {
    return random.nextDouble();
  }

  long last() {
    return last;
  }

  void take(long token) {
    last = token;
    left = sink.accept(token) ? left - 1 : 0;
  }
}
