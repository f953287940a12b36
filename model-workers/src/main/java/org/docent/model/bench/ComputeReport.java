package org.docent.model.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a size's work took, with all that must be equal to compare it with another measurement.
 *
 * @param clock what seconds are: wall, or cpu for processor time of all threads
 * @param dtype of weights and arithmetic
 * @param studentStep the median step, the teacher's hidden states given
 * @param studentSteps every step that was measured
 * @param coLocatedStep the median step with the teacher's forward pass in turn; absent where the
 *     size has no body of a teacher
 * @param coLocatedSteps every one of them that was measured
 * @param loss of the last step of the student alone
 * @param gradNorm of the same step
 * @param loadedBytes resident when the models were drawn; absent where the system does not say
 * @param peakBytes the most that was resident, from the process's start
 */
public record ComputeReport(
    String size,
    BenchWork work,
    String clock,
    String dtype,
    int threads,
    SampleShape sample,
    StepTiming studentStep,
    List<StepTiming> studentSteps,
    @Nullable CoLocatedTiming coLocatedStep,
    List<CoLocatedTiming> coLocatedSteps,
    double loss,
    double gradNorm,
    @Nullable Long loadedBytes,
    @Nullable Long peakBytes) {

  public ComputeReport {
    studentSteps = List.copyOf(studentSteps);
    coLocatedSteps = List.copyOf(coLocatedSteps);
  }

  /** Seconds of the teacher's forward pass a sample; absent without a body. */
  @JsonProperty
  public @Nullable Double teacherForwardSeconds() {
    return coLocatedStep == null ? null : coLocatedStep.teacher() / work.samples();
  }

  /** Samples per second of the student's step alone. */
  @JsonProperty
  public double studentSamplesPerSecond() {
    return work.samples() / studentStep.seconds();
  }

  /** Samples per second of teacher and student in turn; absent without a body. */
  @JsonProperty
  public @Nullable Double coLocatedSamplesPerSecond() {
    return coLocatedStep == null ? null : work.samples() / coLocatedStep.seconds();
  }
}
