package org.docent.protocol.plan;

/**
 * Weights of the objective's terms: reg·L_reg + res·L_res + vis·L_vis + rel·L_rel (LLaVA-KD,
 * equation of the DPT and DFT objectives, with alpha = res, beta = vis, gamma = rel). A term with
 * weight 0 is not computed.
 */
public record LossWeights(double reg, double res, double vis, double rel) {

  /** L_reg alone: an ordinary stage without a teacher. */
  public static final LossWeights SUPERVISED = new LossWeights(1, 0, 0, 0);

  public LossWeights {
    requireWeight("reg", reg);
    requireWeight("res", res);
    requireWeight("vis", vis);
    requireWeight("rel", rel);
  }

  /** Whether any term compares with a teacher. */
  public boolean needsTeacher() {
    return res > 0 || vis > 0 || rel > 0;
  }

  private static void requireWeight(String term, double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "weight of " + term + " is " + weight + ", must be a finite number of at least 0");
    }
  }
}
