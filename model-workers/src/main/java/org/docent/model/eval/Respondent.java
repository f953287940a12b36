package org.docent.model.eval;

/** What answers a question: a model, wherever it runs. */
@FunctionalInterface
public interface Respondent {

  /**
   * The greedy answer, without special tokens and surrounding blanks.
   *
   * @param maxNewTokens after how many tokens the answer is cut
   */
  String answer(Question question, int maxNewTokens);
}
