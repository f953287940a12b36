package org.docent.model.bench;

/**
 * How many text tokens a sample has.
 *
 * @param before the picture: system message and role
 * @param after the picture: the question
 * @param response the answer, all of it supervised
 */
public record TextShape(int before, int after, int response) {

  public TextShape {
    if (before < 1 || after < 1 || response < 1) {
      throw new IllegalArgumentException(
          "a sample needs text before and after its picture and an answer, not "
              + before
              + ", "
              + after
              + ", "
              + response);
    }
  }

  /** All of them. */
  public int tokens() {
    return before + after + response;
  }
}
