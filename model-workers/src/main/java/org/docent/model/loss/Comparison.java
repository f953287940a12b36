package org.docent.model.loss;

import org.jspecify.annotations.Nullable;

/**
 * Over what teacher and student are compared.
 *
 * @param vocabulary logits that are compared, the first of both
 * @param teacher the teacher's head, cut to them; stays its owner's; null where no hidden states
 *     come
 */
public record Comparison(long vocabulary, @Nullable OutputHead teacher) {

  /** With hidden states of the teacher, and maybe with what needs no head. */
  public static Comparison with(OutputHead teacher) {
    return new Comparison(teacher.matrix().getShape().get(0), teacher);
  }

  /** With a teacher that sends no hidden states. */
  public static Comparison withoutHead(long vocabulary) {
    return new Comparison(vocabulary, null);
  }
}
