package org.docent.model.train;

import org.jspecify.annotations.Nullable;

/**
 * What a step came to: means over its samples, a sample without a term counting 0.
 *
 * @param loss the weighted sum of the four
 * @param gradNorm global L2 norm of the gradient before clipping
 * @param fault which loss or gradient is not a finite number, so that no weight moved; null when
 *     they did
 */
public record StepOutcome(
    double loss,
    double reg,
    double res,
    double vis,
    double rel,
    double gradNorm,
    @Nullable String fault) {}
