package org.docent.model.train;

import java.util.List;
import org.docent.protocol.plan.StepReport;
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
    @Nullable String fault) {

  /** What is told of the step; its times are not known here. */
  StepReport report(
      double rate, double nextRate, int samples, int skipped, List<String> newlySkipped) {
    return new StepReport(
        loss,
        reg,
        res,
        vis,
        rel,
        gradNorm,
        rate,
        nextRate,
        samples,
        skipped,
        newlySkipped,
        fault,
        0,
        0);
  }
}
