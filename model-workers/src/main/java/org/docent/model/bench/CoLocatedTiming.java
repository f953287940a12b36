package org.docent.model.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Seconds of one step of teacher and student in turn on one device.
 *
 * @param teacher what the teacher's forward passes took of them
 */
public record CoLocatedTiming(double seconds, double teacher) {

  /** The step in the middle by its seconds; none of none. */
  static Optional<CoLocatedTiming> median(Collection<CoLocatedTiming> steps) {
    List<CoLocatedTiming> sorted =
        steps.stream().sorted(Comparator.comparingDouble(CoLocatedTiming::seconds)).toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((sorted.size() - 1) / 2));
  }
}
