package org.docent.model.loss;

import ai.djl.ndarray.NDArray;

/** What the teacher says of the relations of a batch's visual rows. */
public sealed interface RelationTarget {

  /**
   * Hidden states, from which and the teacher's head they are made.
   *
   * @param hiddenSD float32 or bfloat16
   * @param first the first of them that is of a visual row
   */
  record Derived(NDArray hiddenSD, int first) implements RelationTarget {}

  /**
   * The matrices themselves, each in any unit.
   *
   * @param relationBPP float64, padded with zeros to the most rows of any sample
   */
  record Ready(NDArray relationBPP) implements RelationTarget {}
}
