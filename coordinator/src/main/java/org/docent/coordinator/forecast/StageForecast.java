package org.docent.coordinator.forecast;

import java.util.List;

/**
 * What a stage will need.
 *
 * @param students that pull each signal
 * @param exact whether bytes are those of every micro-batch, not of some steps
 * @param measuredSteps steps that were looked at
 * @param measuredSamples samples of these
 * @param featureBytesPerSample of the shared vision tower's features, which are in each codec's
 *     bytes
 * @param codecs the configured one first
 */
public record StageForecast(
    String stage,
    int steps,
    long samples,
    int students,
    Speeds speeds,
    boolean exact,
    int measuredSteps,
    long measuredSamples,
    double featureBytesPerSample,
    List<CodecForecast> codecs,
    List<Recommendation> recommendations) {

  public StageForecast {
    codecs = List.copyOf(codecs);
    recommendations = List.copyOf(recommendations);
  }
}
