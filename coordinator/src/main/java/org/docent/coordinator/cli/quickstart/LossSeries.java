package org.docent.coordinator.cli.quickstart;

import java.util.List;

/**
 * One line of a chart.
 *
 * @param label its name in the legend
 * @param steps optimizer steps, counted on through the stages of a run
 * @param values what was measured at each of them; NaN leaves a gap
 */
public record LossSeries(String label, List<Integer> steps, List<Double> values) {

  public LossSeries {
    if (steps.isEmpty() || steps.size() != values.size()) {
      throw new IllegalArgumentException(
          label + " has " + steps.size() + " steps and " + values.size() + " values");
    }
    steps = List.copyOf(steps);
    values = List.copyOf(values);
  }
}
