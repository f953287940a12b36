package org.docent.protocol.settings;

import org.jspecify.annotations.Nullable;

/**
 * In which types a model is held and computed. Whatever they are, weights that train, gradients,
 * optimizer moments, norms, softmax and losses are float32.
 *
 * @param dtype of matrices that are frozen
 * @param computeDtype in which matrices are multiplied; null: {@code dtype}, or float32 on a CPU
 *     that has no units for bf16
 */
public record PrecisionSettings(Dtype dtype, @Nullable Dtype computeDtype) {

  /** Everything in float32. */
  public static final PrecisionSettings FLOAT32 = new PrecisionSettings(Dtype.FLOAT32, null);
}
