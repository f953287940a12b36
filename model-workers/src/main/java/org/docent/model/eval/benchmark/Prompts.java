package org.docent.model.eval.benchmark;

/**
 * What LLaVA-1.5's scripts add to questions, and after how many tokens they cut an answer. In most
 * question files of its eval.zip the addition is there already.
 */
final class Prompts {

  static final String SHORT_ANSWER = "\nAnswer the question using a single word or phrase.";

  static final String OR_UNANSWERABLE =
      "\nWhen the provided information is insufficient, respond with 'Unanswerable'.";

  static final String LETTER = "\nAnswer with the option's letter from the given choices directly.";

  static final String LETTER_IN_CHINESE = "\n请直接回答选项字母。";

  /** Of {@code model_vqa_loader} and {@code model_vqa_pope}. */
  static final int SHORT_ANSWER_TOKENS = 128;

  /** Of the scripts for ScienceQA, MMBench and MMMU. */
  static final int OPTION_TOKENS = 1024;

  private Prompts() {}
}
