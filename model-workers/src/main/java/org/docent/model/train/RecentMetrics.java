package org.docent.model.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.StepReport;

/**
 * The numbers of the steps since the last committed checkpoint, by the names they have in {@code
 * metrics.jsonl}. They are added up from the first of these steps on, so that a run that was
 * resumed from that checkpoint has the same means to the last bit. Of evaluations the last counts.
 */
final class RecentMetrics {

  private final NavigableMap<Integer, Map<String, Double>> byStep = new TreeMap<>();
  private final NavigableMap<Integer, HeldOut> evaluations = new TreeMap<>();

  /**
   * Takes a step; one that moved nothing does not count.
   *
   * @param step steps of the stage that are done with it
   */
  void add(int step, StepReport report) {
    if (report.fault() == null) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss", report.loss());
      numbers.put("reg", report.reg());
      numbers.put("res", report.res());
      numbers.put("vis", report.vis());
      numbers.put("rel", report.rel());
      byStep.put(step, numbers);
    }
    if (report.heldOut() != null) {
      evaluations.put(step, report.heldOut());
    }
  }

  /** Forgets the steps that are in a committed checkpoint. */
  void committed(int step) {
    byStep.headMap(step, true).clear();
    evaluations.headMap(step, true).clear();
  }

  /**
   * The mean of each number over the steps, and the last evaluation; none where there was no step,
   * or none that was evaluated.
   */
  Map<String, Double> numbers() {
    Map<String, Double> means = new LinkedHashMap<>();
    byStep
        .values()
        .forEach(
            numbers -> numbers.forEach((name, value) -> means.merge(name, value, Double::sum)));
    means.replaceAll((name, sum) -> sum / byStep.size());
    if (!evaluations.isEmpty()) {
      HeldOut last = evaluations.lastEntry().getValue();
      means.put(HeldOut.LOSS, last.loss());
      means.put(HeldOut.EXACT_MATCH, last.exactMatch());
    }
    return means;
  }
}
