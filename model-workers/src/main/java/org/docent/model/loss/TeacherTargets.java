package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import org.docent.model.vlm.BatchTensors;
import org.jspecify.annotations.Nullable;

/**
 * What the teacher says of a batch, term by term, as the objective takes it.
 *
 * @param responses of L_res; null where the term has no weight
 * @param visuals of L_vis; null where the term has no weight
 * @param relation of L_rel; null where the term has no weight
 * @param featuresSD the vision tower's features (N * P, D_v) of the batch's images; null where they
 *     are not shared
 */
public record TeacherTargets(
    @Nullable RowTarget responses,
    @Nullable RowTarget visuals,
    @Nullable RelationTarget relation,
    @Nullable NDArray featuresSD) {

  /**
   * Every term from hidden states.
   *
   * @param hiddenSD at the batch's response rows, then at its visual rows
   */
  public static TeacherTargets ofHidden(
      NDArray hiddenSD, int responseRows, @Nullable NDArray featuresSD) {
    return new TeacherTargets(
        new RowTarget.Hidden(hiddenSD, 0),
        new RowTarget.Hidden(hiddenSD, responseRows),
        new RelationTarget.Derived(hiddenSD, responseRows),
        featuresSD);
  }

  /** Every term of a batch that is on the device, from hidden states. */
  public static TeacherTargets ofHidden(NDArray hiddenSD, BatchTensors batch) {
    return ofHidden(hiddenSD, Math.toIntExact(batch.responseRows().size()), null);
  }
}
