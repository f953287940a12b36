package org.docent.model.generate;

/**
 * An answer that has ended.
 *
 * @param text without special tokens, surrounding blanks and stop string
 * @param cut whether it had its most tokens before it ended by itself
 * @param promptTokens positions of its prompt, those of an image included
 * @param newTokens that were chosen, an end token included
 */
public record FinishedAnswer(String text, boolean cut, int promptTokens, int newTokens) {}
