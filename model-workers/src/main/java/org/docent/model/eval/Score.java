package org.docent.model.eval;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What a benchmark measures, in the order it is told; names are unique. */
public record Score(List<Measure> measures) {

  public Score {
    measures = List.copyOf(measures);
    Set<String> names = new LinkedHashSet<>();
    for (Measure measure : measures) {
      if (!names.add(measure.name())) {
        throw new IllegalArgumentException("A score has two numbers named " + measure.name());
      }
    }
  }

  /** The number of that name; none if the benchmark has none or too little was asked for it. */
  public OptionalDouble value(String name) {
    return measures.stream()
        .filter(measure -> measure.name().equals(name))
        .mapToDouble(Measure::value)
        .findFirst();
  }
}
