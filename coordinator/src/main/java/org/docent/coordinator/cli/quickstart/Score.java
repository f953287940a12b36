package org.docent.coordinator.cli.quickstart;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Held-out exact match of one model, as shares of 0..1.
 *
 * @param name the model, such as {@code distilled}
 * @param stage the stage after which it was scored
 * @param byType the share of right answers for each kind of question
 * @param overall the share over all questions
 */
public record Score(String name, String stage, Map<Question, Double> byType, double overall) {

  public Score {
    for (Question question : Question.values()) {
      Double share = byType.get(question);
      if (share == null) {
        throw new IllegalArgumentException(
            name + " after " + stage + " has no score for " + question.key());
      }
      requireShare(share);
    }
    requireShare(overall);
    byType = Collections.unmodifiableMap(new EnumMap<>(byType));
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a score is a share of 0..1, not " + share);
    }
  }
}
