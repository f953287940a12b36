package org.docent.model.eval;

/**
 * Something about questions, labels or answers that a person should know.
 *
 * @param count how many questions or lines it is about
 * @param sentence what, how many, which is the first, and the rule
 * @param refuses whether no score is given because of it
 */
public record Finding(Kind kind, int count, String sentence, boolean refuses) {

  /** What it is about. */
  public enum Kind {
    /** A question without an answer. */
    MISSING_ANSWER,
    /** An answer to no question. */
    UNKNOWN_ID,
    /** A question answered more than once. */
    DUPLICATE_ANSWER,
    /** Answers in another order than the questions. */
    OUT_OF_ORDER,
    /** An answer whose recorded prompt is not the question's. */
    OTHER_PROMPT,
    /** A question without a label. */
    MISSING_LABEL,
    /** A label without a question. */
    MISSING_QUESTION,
    /** Labels, matched by order, in another order than the questions. */
    LABEL_ORDER,
    /** An answer in which the rule finds nothing to mark. */
    UNREAD_ANSWER,
    /** A task or a group of which only a part was asked. */
    INCOMPLETE,
    /** A picture that is not there. */
    MISSING_IMAGE,
    /** A picture that is there and cannot be read. */
    UNREADABLE_IMAGE
  }

  public Finding {
    if (count <= 0) {
      throw new IllegalArgumentException("A finding is about something, not " + count);
    }
  }

  /** Something that forbids a score. */
  public static Finding refusing(Kind kind, int count, String sentence) {
    return new Finding(kind, count, sentence, /* refuses= */ true);
  }

  /** Something to know, which the rule has an answer for. */
  public static Finding noting(Kind kind, int count, String sentence) {
    return new Finding(kind, count, sentence, /* refuses= */ false);
  }
}
