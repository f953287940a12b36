package org.docent.model.optim;

/**
 * Clipping by the global L2 norm.
 *
 * @param maxNorm 0 turns clipping off
 */
public record ClipNorm(double maxNorm) {

  /** What gradients of that norm are multiplied by: min(1, max / (norm + 1e-6)). */
  public double factor(double norm) {
    return maxNorm == 0 ? 1 : Math.min(1, maxNorm / (norm + 1e-6));
  }
}
