package org.docent.model.train;

import org.jspecify.annotations.Nullable;

/**
 * What an encoding costs and how far what a student learns of it is from what it learns of all
 * logits.
 *
 * @param codec its identity
 * @param bytesPerResponseToken of the payload; 0 without response tokens
 * @param bytesPerVisualToken of the payload, relations included; 0 without visual tokens
 * @param bytesPerSample of the payload, the space between tensors included
 * @param encodeMillis of a micro-batch, mean
 * @param decodeMillis of a micro-batch with its checks, mean
 * @param res relative errors of L_res over samples; null where the term has no weight
 * @param vis of L_vis
 * @param rel of L_rel
 * @param gradientCosine between the gradients of the teacher's terms to the student's hidden states
 * @param gradientNorm the gradient's norm over that of all logits
 */
public record CodecFigures(
    String codec,
    double bytesPerResponseToken,
    double bytesPerVisualToken,
    double bytesPerSample,
    double encodeMillis,
    double decodeMillis,
    @Nullable TermErrors res,
    @Nullable TermErrors vis,
    @Nullable TermErrors rel,
    double gradientCosine,
    double gradientNorm) {

  /** Relative errors of a term over the samples that have it. */
  public record TermErrors(double mean, double largest) {}
}
