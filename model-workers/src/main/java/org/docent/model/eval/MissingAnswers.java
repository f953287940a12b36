package org.docent.model.eval;

/** What a benchmark's own rule makes of a question without an answer. */
public enum MissingAnswers {
  /** Nothing: there is no score before all are answered. */
  REFUSED("answer them all, or mark only the first questions"),
  /** A wrong answer. */
  WRONG("the benchmark's rule counts them as wrong"),
  /** An empty answer in the file for the server. */
  EMPTY("the server is sent an empty answer for each");

  private final String rule;

  MissingAnswers(String rule) {
    this.rule = rule;
  }

  Tally tally(int questions) {
    String what = "of " + questions + " questions have no answer";
    return this == REFUSED
        ? Tally.refusing(Finding.Kind.MISSING_ANSWER, what, rule)
        : Tally.noting(Finding.Kind.MISSING_ANSWER, what, rule);
  }
}
