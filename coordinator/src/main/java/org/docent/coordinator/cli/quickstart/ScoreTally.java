package org.docent.coordinator.cli.quickstart;

import java.util.EnumMap;
import java.util.Map;

/** Counts right answers by kind of question. An answer is right only if it matches exactly. */
public final class ScoreTally {

  private final Map<Question, Integer> asked = new EnumMap<>(Question.class);
  private final Map<Question, Integer> right = new EnumMap<>(Question.class);

  /** Counts one answer. */
  public void add(Question question, boolean correct) {
    asked.merge(question, 1, Integer::sum);
    right.merge(question, correct ? 1 : 0, Integer::sum);
  }

  /** The shares so far; a kind that was never asked scores 0. */
  public Score score(String name, String stage) {
    Map<Question, Double> byType = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      byType.put(question, share(right.getOrDefault(question, 0), asked.getOrDefault(question, 0)));
    }
    return new Score(name, stage, byType, share(sum(right), sum(asked)));
  }

  private static int sum(Map<Question, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
