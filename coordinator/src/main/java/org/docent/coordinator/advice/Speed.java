package org.docent.coordinator.advice;

/** How many samples were done in how many seconds. */
final class Speed {

  private double samples;
  private double seconds;

  void add(double moreSamples, double moreSeconds) {
    samples += moreSamples;
    seconds += moreSeconds;
  }

  /** What was added so far counts half from now on. */
  void age() {
    samples /= 2;
    seconds /= 2;
  }

  /** Whether there is a speed at all. */
  boolean isMeasured() {
    return samples > 0 && seconds > 0;
  }

  double seconds() {
    return seconds;
  }

  /** Samples a second; 0 while nothing is measured. */
  double perSecond() {
    return isMeasured() ? samples / seconds : 0;
  }
}
