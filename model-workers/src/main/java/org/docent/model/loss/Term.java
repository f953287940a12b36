package org.docent.model.loss;

import java.util.Locale;
import org.docent.protocol.plan.LossWeights;

/** The terms of the objective, in the order of the table the program returns. */
public enum Term {
  /** L_reg: cross entropy of the response tokens. */
  REG,
  /** L_res: divergence of teacher and student at the response rows. */
  RES,
  /** L_vis: the same at the visual rows. */
  VIS,
  /** L_rel: 1 - cosine of the relation matrices of the visual rows. */
  REL;

  /** The name in metrics and reports: {@code reg}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the term counts in the objective. */
  public double weight(LossWeights weights) {
    return switch (this) {
      case REG -> weights.reg();
      case RES -> weights.res();
      case VIS -> weights.vis();
      case REL -> weights.rel();
    };
  }
}
