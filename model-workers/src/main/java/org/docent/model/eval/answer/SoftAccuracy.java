package org.docent.model.eval.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The accuracy of VQA, VizWiz and TextVQA: ten people answered, and an answer counts as many thirds
 * as people gave it, at most one. It is the mean over the ten ways to leave one person out.
 */
public final class SoftAccuracy {

  /** How many people answer a question. */
  public static final int PEOPLE = 10;

  private final Map<String, Integer> given = new HashMap<>();

  /**
   * @param answers of the ten people, in their own words
   * @throws IllegalArgumentException if they are not ten
   */
  public SoftAccuracy(List<String> answers) {
    if (answers.size() != PEOPLE) {
      throw new IllegalArgumentException(
          "it has " + answers.size() + " answers of people, not " + PEOPLE);
    }
    answers.forEach(answer -> given.merge(VqaNormaliser.normalise(answer), 1, Integer::sum));
  }

  /** Between 0 and 1. */
  public double of(String prediction) {
    int people = given.getOrDefault(VqaNormaliser.normalise(prediction), 0);
    double sum = people * thirds(people - 1) + (PEOPLE - people) * thirds(people);
    return sum / PEOPLE;
  }

  private static double thirds(int people) {
    return Math.min(1.0, Math.max(0, people) / 3.0);
  }
}
