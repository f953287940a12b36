package org.docent.model.loss;

import org.docent.protocol.failure.DocentException;

/**
 * The logits over which teacher and student are compared. Rows of an embedding beyond the
 * tokenizer's tokens are padding, to which training gave no meaning. Vocabularies of one size stay
 * whole, as the originals have it; of two sizes, only the tokenizer's own tokens count, whichever
 * is larger. L_reg is not concerned: it stays over all of the student's.
 *
 * @param teacher rows of the teacher's head
 * @param student rows of the student's head
 * @param tokens of their tokenizer
 */
public record ComparedVocabulary(int teacher, int student, int tokens) {

  public ComparedVocabulary {
    if (tokens > Math.min(teacher, student)) {
      throw DocentException.stop(
          "the tokenizer has %d tokens, but the teacher's vocabulary %d and the student's %d: take models of one tokenizer"
              .formatted(tokens, teacher, student));
    }
  }

  /** How many logits, from the first on, L_res, L_vis and L_rel compare. */
  public int size() {
    return teacher == student ? student : tokens;
  }

  /** Whether less than everything is compared. */
  public boolean isCut() {
    return teacher != student;
  }

  /** What a person should know of it. */
  @Override
  public String toString() {
    return isCut()
        ? "the teacher's vocabulary has %d rows, the student's %d, their tokenizer %d tokens: L_res, L_vis and L_rel compare the first %d"
            .formatted(teacher, student, tokens, size())
        : "teacher and student have a vocabulary of " + student;
  }
}
