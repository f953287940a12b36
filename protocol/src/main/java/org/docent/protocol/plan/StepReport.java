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
 * @param heldOut how good the student is after it, where this was to be known
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
    long teacherWaitMillis,
    @Nullable HeldOut heldOut) {

  public StepReport {
    newlySkipped = List.copyOf(newlySkipped);
  }

  /** A step after which the student was not evaluated. */
  public StepReport(
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
    this(
        loss,
        reg,
        res,
        vis,
        rel,
        gradNorm,
        learningRate,
        nextLearningRate,
        samples,
        skippedSamples,
        newlySkipped,
        fault,
        computeMillis,
        teacherWaitMillis,
        null);
  }

  /** This report with the times of its step. */
  public StepReport timed(long compute, long teacherWait) {
    return with(compute, teacherWait, heldOut);
  }

  /** This report with an evaluation after its step. */
  public StepReport evaluated(HeldOut evaluation) {
    return with(computeMillis, teacherWaitMillis, evaluation);
  }

  private StepReport with(long compute, long teacherWait, @Nullable HeldOut evaluation) {
    return new StepReport(
        loss,
        reg,
        res,
        vis,
        rel,
        gradNorm,
        learningRate,
        nextLearningRate,
        samples,
        skippedSamples,
        newlySkipped,
        fault,
        compute,
        teacherWait,
        evaluation);
  }
}
