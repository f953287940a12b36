package org.docent.protocol.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one optimizer step did. Losses are means over the samples of the step; a sample without a
 * term counts 0.
 *
 * @param gradNorm global L2 norm before clipping
 * @param learningRate the rate this step used
 * @param nextLearningRate the rate of the step after it
 * @param skippedSamples samples that were left out as corrupt
 * @param newlySkipped a sentence for each of them that the stage had not met before
 * @param fault why no weight moved: which loss or gradient was not a finite number; null when they
 *     did
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
    @Nullable String fault,
    long computeMillis,
    long teacherWaitMillis) {

  public StepReport {
    newlySkipped = List.copyOf(newlySkipped);
  }
}
