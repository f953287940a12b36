package org.docent.coordinator.simulation;

import org.docent.protocol.failure.DocentException;

/**
 * What a coordinator is to carry.
 *
 * @param teachers workers, each with two leases
 * @param microBatches of one sample that are planned, leased and applied
 * @param stepMicroBatches of one optimizer step
 * @param samples of the data set; there are as many epochs as it takes
 * @param seed of the order in which teachers finish
 */
public record LoadWork(
    int teachers, long microBatches, int stepMicroBatches, int samples, long seed) {

  public LoadWork {
    if (teachers < 1 || microBatches < 1 || stepMicroBatches < 1 || samples < 1) {
      throw DocentException.stop(
          "there are %d teachers, %d micro-batches, %d of them a step and %d samples, must be at least 1 of each"
              .formatted(teachers, microBatches, stepMicroBatches, samples));
    }
    if (microBatches / stepMicroBatches >= Integer.MAX_VALUE) {
      throw DocentException.stop(
          "%d micro-batches of %d a step are %d steps, a stage can have %d"
              .formatted(
                  microBatches,
                  stepMicroBatches,
                  microBatches / stepMicroBatches,
                  Integer.MAX_VALUE - 1));
    }
  }

  /** Steps of an epoch; the last may be smaller. */
  int stepsPerEpoch() {
    return (samples - 1) / stepMicroBatches + 1;
  }

  /** Steps in which at least {@code microBatches} are taken. */
  int steps() {
    long whole = microBatches / samples;
    int rest = (int) (microBatches % samples);
    return Math.toIntExact(
        whole * stepsPerEpoch() + (rest + stepMicroBatches - 1L) / stepMicroBatches);
  }

  LoadWork with(int otherTeachers) {
    return new LoadWork(otherTeachers, microBatches, stepMicroBatches, samples, seed);
  }
}
