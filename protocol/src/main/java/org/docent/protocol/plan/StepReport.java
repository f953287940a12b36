package org.docent.protocol.plan;

/**
 * What one optimizer step did. Losses are means over the samples of the step; a sample without a
 * term counts 0.
 *
 * @param gradNorm global L2 norm before clipping
 * @param learningRate the rate this step used
 * @param nextLearningRate the rate of the step after it
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
    long computeMillis,
    long teacherWaitMillis) {}
