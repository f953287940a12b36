package org.docent.coordinator.forecast;

import org.docent.protocol.failure.DocentException;

/**
 * A speed and where it is from.
 *
 * @param samplesPerSecond above 0
 * @param source {@code given}, or how it was measured
 */
public record Rate(double samplesPerSecond, String source) {

  public Rate {
    if (!(samplesPerSecond > 0) || Double.isInfinite(samplesPerSecond)) {
      throw new IllegalArgumentException(
          samplesPerSecond + " samples a second, must be a number above 0");
    }
  }

  /**
   * A rate that a person gives.
   *
   * @param option its name, for the message
   * @throws DocentException when it is no speed
   */
  public static Rate given(String option, double samplesPerSecond) {
    try {
      return new Rate(samplesPerSecond, "given");
    } catch (IllegalArgumentException e) {
      throw DocentException.stop(
          "%s is %s, must be a number of samples a second above 0"
              .formatted(option, samplesPerSecond),
          e);
    }
  }
}
