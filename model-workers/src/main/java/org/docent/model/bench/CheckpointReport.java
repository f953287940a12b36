package org.docent.model.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a checkpoint at every step costs a student that trains on meanwhile.
 *
 * @param trainable parameters that move
 * @param stagedBytes what is copied at a step's end: weights that move and two moments
 * @param fileBytes what lies on disk of one checkpoint
 * @param without seconds of each block of steps without checkpoints, by step
 * @param with of each block with one due at every step
 * @param staging seconds of each copy, for which the student stands still
 * @param commit seconds from a copy until its checkpoint is on the medium
 * @param due checkpoints that were due; those for which the one before was not written yet wait
 */
public record CheckpointReport(
    String size,
    BenchWork work,
    int threads,
    long trainable,
    long stagedBytes,
    long fileBytes,
    List<Double> without,
    List<Double> with,
    List<Double> staging,
    List<Double> commit,
    int due) {

  public CheckpointReport {
    without = List.copyOf(without);
    with = List.copyOf(with);
    staging = List.copyOf(staging);
    commit = List.copyOf(commit);
  }

  /** Median seconds of a step without checkpoints. */
  @JsonProperty
  public double stepWithout() {
    return median(without);
  }

  /** Median seconds of a step with them. */
  @JsonProperty
  public double stepWith() {
    return median(with);
  }

  /** By what share a step is longer with checkpoints: 0.05 is 5 %. */
  @JsonProperty
  public double cost() {
    return stepWith() / stepWithout() - 1;
  }

  /** Checkpoints that were committed. */
  @JsonProperty
  public int committed() {
    return commit.size();
  }

  /** Median of some seconds. */
  public static double median(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
