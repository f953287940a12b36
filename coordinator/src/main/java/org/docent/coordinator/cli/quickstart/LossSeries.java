package org.docent.coordinator.cli.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a chart.
 *
 * @param label its name in the legend
 * @param steps optimizer steps, counted on through the stages of a run
 * @param values what was measured at each of them
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

  /** The mean of each value and up to {@code window - 1} before it. */
  LossSeries smoothed(int window) {
    double[] sum = new double[values.size() + 1];
    for (int i = 0; i < values.size(); i++) {
      sum[i + 1] = sum[i] + values.get(i);
    }
    List<Double> means = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      int from = Math.max(0, i + 1 - window);
      means.add((sum[i + 1] - sum[from]) / (i + 1 - from));
    }
    return new LossSeries(label, steps, means);
  }
}
