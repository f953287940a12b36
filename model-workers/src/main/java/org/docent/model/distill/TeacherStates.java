package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import org.docent.model.data.Batch;
import org.docent.model.loss.TeacherTargets;
import org.jspecify.annotations.Nullable;

/**
 * What a frozen teacher makes of a batch, float32.
 *
 * @param hiddenSD hidden states (R + visual rows, D) after the final norm: the batch's response
 *     rows, then its visual rows, each in the batch's order
 * @param featuresSD the vision tower's features (N * P, D_v) of the batch's images, for a student
 *     with the same tower; null where they are not shared
 */
public record TeacherStates(NDArray hiddenSD, @Nullable NDArray featuresSD) {

  /** States of a teacher that shares no features. */
  public static TeacherStates of(NDArray hiddenSD) {
    return new TeacherStates(hiddenSD, null);
  }

  /** What they say of each term of {@code batch}, in the same process. */
  public TeacherTargets targets(Batch batch) {
    return TeacherTargets.ofHidden(hiddenSD, batch.responseRows().length, featuresSD);
  }
}
