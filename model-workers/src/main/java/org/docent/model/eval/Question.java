package org.docent.model.eval;

import java.util.Optional;

/**
 * One question of a benchmark.
 *
 * @param text what the model is given, everything the benchmark adds included; where there is a
 *     picture, it comes before this as {@code <image>\n}
 * @param recorded what the answers file has as the question's prompt
 * @param image none for a question of text alone
 * @param asked false where the benchmark's rule answers without the model: MMMU's questions of
 *     several pictures
 */
public record Question(
    QuestionId id, String text, String recorded, Optional<ImageReference> image, boolean asked) {

  /** A question that is put to the model and recorded as it is. */
  public static Question of(QuestionId id, String text, ImageReference image) {
    return new Question(id, text, text, Optional.of(image), /* asked= */ true);
  }
}
