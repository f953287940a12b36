package org.docent.model.loss;

import ai.djl.ndarray.NDArray;

/** What the teacher says of the rows of one term over the vocabulary. */
public sealed interface RowTarget {

  /**
   * Hidden states, which say everything with the teacher's head.
   *
   * @param hiddenSD float32 or bfloat16
   * @param first the first of them that belongs to the term
   */
  record Hidden(NDArray hiddenSD, int first) implements RowTarget {}

  /**
   * The logits that are compared.
   *
   * @param logitsSU float32
   */
  record Logits(NDArray logitsSU) implements RowTarget {}

  /**
   * The most probable tokens at the objective's temperature, and all others as one bucket.
   *
   * @param idsSK int64
   * @param massesSB float16: their probabilities in the ids' order, then that of all others, in any
   *     unit; greater than 0
   */
  record Buckets(NDArray idsSK, NDArray massesSB) implements RowTarget {}
}
