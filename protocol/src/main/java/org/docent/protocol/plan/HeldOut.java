package org.docent.protocol.plan;

/**
 * How good a student is, after a step, on records it never trains on.
 *
 * @param loss cross entropy of the answer tokens, the mean over the records of their own means
 * @param exactMatch share of the records whose answer greedy decoding gives, end token included
 * @param samples how many records there are
 */
public record HeldOut(double loss, double exactMatch, int samples) {

  /** {@link #loss} in {@code metrics.jsonl}. */
  public static final String LOSS = "eval_loss";

  /** {@link #exactMatch} in {@code metrics.jsonl}. */
  public static final String EXACT_MATCH = "eval_exact_match";
}
