package org.docent.model.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Seconds of one step of the student, by phase. */
public record StepTiming(double forward, double losses, double backward, double optimizer) {

  /** The whole step. */
  @JsonProperty
  public double seconds() {
    return forward + losses + backward + optimizer;
  }

  /** The step in the middle by its seconds, with its own phases, so that they still sum to it. */
  static StepTiming median(Collection<StepTiming> steps) {
    List<StepTiming> sorted =
        steps.stream().sorted(Comparator.comparingDouble(StepTiming::seconds)).toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
