package org.docent.protocol.plan;

import java.util.List;

/**
 * What one optimizer step did. Losses are means over the samples of the step; a sample without a
 * term counts 0.
 *
 * @param gradNorm global L2 norm before clipping
 * @param learningRate the rate this step used
 * @param nextLearningRate the rate of the step after it
 * @param skippedSamples samples that were left out as corrupt
 * @param newlySkipped a sentence for each of them that the stage had not met before
 * @param computeMillis time on the device, data waits excluded
 * @param teacherWaitMillis time the device stood idle for want of a signal
 */
public record StepReport(
    double loss,
    double reg,
    double res,
    double vis,
    double rel,
    double gradNorm,
    double learningRate,
    double nextLearningRate,
    int samples,
    int skippedSamples,
    List<String> newlySkipped,
    long computeMillis,
    long teacherWaitMillis) {

  public StepReport {
    newlySkipped = List.copyOf(newlySkipped);
  }
}
