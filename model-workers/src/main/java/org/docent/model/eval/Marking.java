package org.docent.model.eval;

import java.util.List;
import java.util.Optional;

/**
 * What marking a model's answers gave.
 *
 * @param score none if a finding refuses it or there are no labels
 * @param submission none if a finding refuses it or nobody takes one
 * @param findings what a person should know, worst first
 */
public record Marking(
    Optional<Score> score, Optional<Submission> submission, List<Finding> findings) {

  public Marking {
    findings = List.copyOf(findings);
  }

  /** A score, and nothing to say about it. */
  public static Marking of(Score score) {
    return new Marking(Optional.of(score), Optional.empty(), List.of());
  }

  /** Whether something is wrong with the answers, so that nothing was made of them. */
  public boolean refused() {
    return findings.stream().anyMatch(Finding::refuses);
  }
}
