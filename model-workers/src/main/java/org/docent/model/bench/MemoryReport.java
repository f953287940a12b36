package org.docent.model.bench;

import java.util.List;

/**
 * Resident memory over many steps.
 *
 * @param seen what was resident, at even distances; the first is what later ones are compared with
 */
public record MemoryReport(String size, BenchWork work, List<Seen> seen) {

  /** What was resident after a number of steps. */
  public record Seen(int step, long bytes) {}

  public MemoryReport {
    seen = List.copyOf(seen);
    if (seen.isEmpty()) {
      throw new IllegalArgumentException("memory was never looked at");
    }
  }

  /** The largest deviation from what was resident first, as a share of that; 0.05 is 5 %. */
  public double largestDeviation() {
    double first = seen.get(0).bytes();
    return seen.stream().mapToDouble(s -> Math.abs(s.bytes() - first) / first).max().orElse(0);
  }
}
