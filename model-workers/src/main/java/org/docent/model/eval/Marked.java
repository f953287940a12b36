package org.docent.model.eval;

import java.util.Optional;

/**
 * A question with what is right and what was answered.
 *
 * @param answer none only where the benchmark's rule knows what a missing answer counts
 */
public record Marked<L>(Question question, L label, Optional<AnswerLine> answer) {

  /** The answer's text; empty if there is none. */
  public String text() {
    return answer.map(AnswerLine::text).orElse("");
  }
}
