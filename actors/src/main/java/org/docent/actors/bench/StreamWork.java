package org.docent.actors.bench;

import org.docent.protocol.failure.DocentException;

/**
 * What is moved and how.
 *
 * @param bytes of payload in all rounds together, each way of moving them
 * @param signalBytes of one signal
 * @param chunkBytes of one chunk
 * @param credit signals outstanding at a time
 * @param rounds in which plain copy and data plane take turns
 * @param tls whether the data plane encrypts
 */
public record StreamWork(
    long bytes, int signalBytes, int chunkBytes, int credit, int rounds, boolean tls) {

  /** Values of a row of a signal. */
  static final int WIDTH = 1024;

  public StreamWork {
    if (rounds < 1 || credit < 1) {
      throw DocentException.stop(
          "rounds is %d and credit %d, both must be at least 1".formatted(rounds, credit));
    }
    if (signalBytes < 4 * WIDTH) {
      throw DocentException.stop(
          "a signal has %d bytes, must have at least %d".formatted(signalBytes, 4 * WIDTH));
    }
    if (bytes / rounds < signalBytes) {
      throw DocentException.stop(
          "%d bytes in %d rounds are less than a signal of %d each"
              .formatted(bytes, rounds, signalBytes));
    }
  }

  int rows() {
    return signalBytes / (4 * WIDTH);
  }

  int signalsOfRound() {
    return Math.toIntExact(bytes / rounds / (4L * WIDTH * rows()));
  }

  long bytesOfRound() {
    return 4L * WIDTH * rows() * signalsOfRound();
  }
}
