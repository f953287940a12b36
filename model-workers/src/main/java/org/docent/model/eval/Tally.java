package org.docent.model.eval;

import java.util.Optional;
import org.docent.model.eval.Finding.Kind;
import org.jspecify.annotations.Nullable;

/** Counts one kind of thing that is wrong and keeps the first for the sentence. */
public final class Tally {

  private final Kind kind;
  private final String what;
  private final String rule;
  private final boolean refuses;
  private int count;
  private @Nullable Object first;

  private Tally(Kind kind, String what, String rule, boolean refuses) {
    this.kind = kind;
    this.what = what;
    this.rule = rule;
    this.refuses = refuses;
  }

  /**
   * Counts what forbids a score.
   *
   * @param what follows the count, {@code "questions have no label"}
   * @param rule ends the sentence, {@code "label them all"}
   */
  public static Tally refusing(Kind kind, String what, String rule) {
    return new Tally(kind, what, rule, /* refuses= */ true);
  }

  /** Counts what the rule has an answer for. */
  public static Tally noting(Kind kind, String what, String rule) {
    return new Tally(kind, what, rule, /* refuses= */ false);
  }

  /** One more, known to people as {@code name}. */
  public void add(Object name) {
    if (first == null) {
      first = name;
    }
    count++;
  }

  /** The sentence; none if nothing was counted. */
  public Optional<Finding> finding() {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                kind,
                count,
                "%d %s, the first is %s: %s.".formatted(count, what, first, rule),
                refuses));
  }
}
