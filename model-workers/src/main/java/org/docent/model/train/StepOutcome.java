package org.docent.model.train;

/**
 * What a step came to: means over its samples, a sample without a term counting 0.
 *
 * @param loss the weighted sum of the four
 * @param gradNorm global L2 norm of the gradient before clipping
 */
public record StepOutcome(
    double loss, double reg, double res, double vis, double rel, double gradNorm) {}
