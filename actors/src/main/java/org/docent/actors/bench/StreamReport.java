package org.docent.actors.bench;

import java.util.List;

/**
 * What was measured; a GB is 10^9 bytes, a MB 10^6.
 *
 * @param transport how the kernel was reached
 * @param plainGigabytesPerSecond of the plain copy, one a round
 * @param streamGigabytesPerSecond of the data plane, one a round
 * @param ratio of the medians, data plane to plain copy
 * @param plainCpuSecondsPerGigabyte of both processes together, over all rounds
 * @param streamCpuSecondsPerGigabyte the same of the data plane
 * @param streamGarbageMegabytesPerGigabyte put on both heaps
 */
public record StreamReport(
    StreamWork work,
    String transport,
    List<Double> plainGigabytesPerSecond,
    List<Double> streamGigabytesPerSecond,
    double ratio,
    double plainCpuSecondsPerGigabyte,
    double streamCpuSecondsPerGigabyte,
    double streamGarbageMegabytesPerGigabyte) {

  public StreamReport {
    plainGigabytesPerSecond = List.copyOf(plainGigabytesPerSecond);
    streamGigabytesPerSecond = List.copyOf(streamGigabytesPerSecond);
  }

  /** The middle one, or the mean of both. */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
