package org.docent.model.eval.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.docent.model.text.PythonText;

/**
 * MMMU's rule for questions with options ({@code parse_multi_choice_response}): the option in
 * brackets, else between blanks, else, of an answer of more than five words, the option whose text
 * occurs; of several the one that occurs last.
 */
public final class MultipleChoice {

  /** Each is taken off both ends, once and in this order: "A,." keeps its comma. */
  private static final String STRIPPED = ",.!?;:'";

  private static final int FEW_WORDS = 5;

  private MultipleChoice() {}

  /**
   * The option an answer names; none where the original chooses at random.
   *
   * @param choices letters of the options
   * @param texts text of each option by its letter, in order
   */
  public static Optional<String> of(
      String answer, List<String> choices, Map<String, String> texts) {
    String stripped = answer;
    for (int i = 0; i < STRIPPED.length(); i++) {
      stripped = PythonText.strip(stripped, STRIPPED.charAt(i));
    }
    String padded = " " + stripped + " ";
    Optional<String> inBrackets = last(padded, enclosed("(", choices, ")"));
    if (inBrackets.isPresent()) {
      return inBrackets;
    }
    Optional<String> alone = last(padded, enclosed(" ", choices, " "));
    if (alone.isPresent() || PythonText.words(padded).size() <= FEW_WORDS) {
      return alone;
    }
    Map<String, String> small = new LinkedHashMap<>();
    texts.forEach((choice, text) -> small.put(choice, text.toLowerCase(Locale.ROOT)));
    return last(padded.toLowerCase(Locale.ROOT), small);
  }

  private static Map<String, String> enclosed(String before, List<String> choices, String after) {
    Map<String, String> enclosed = new LinkedHashMap<>();
    choices.forEach(choice -> enclosed.put(choice, before + choice + after));
    return enclosed;
  }

  /** The option whose words occur last; of two at one place the first. */
  private static Optional<String> last(String text, Map<String, String> wordsOfChoice) {
    Optional<String> last = Optional.empty();
    int latest = -1;
    for (Map.Entry<String, String> choice : wordsOfChoice.entrySet()) {
      int at = text.lastIndexOf(choice.getValue());
      if (at > latest) {
        latest = at;
        last = Optional.of(choice.getKey());
      }
    }
    return last;
  }
}
