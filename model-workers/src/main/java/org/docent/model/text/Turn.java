package org.docent.model.text;

import org.jspecify.annotations.Nullable;

/**
 * One question and its answer.
 *
 * @param answer the text to learn, or null where the model is to give it
 */
public record Turn(String question, @Nullable String answer) {

  /** A question still to be answered. */
  public static Turn open(String question) {
    return new Turn(question, null);
  }
}
