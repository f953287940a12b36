package org.docent.model.eval.answer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.text.PythonText;

/** Which option's letter an answer names. */
public final class OptionLetter {

  private static final String SCIENCE_QA_LETTERS = "ABCDE";

  /** In Python any character but a line feed is a dot. */
  private static final Pattern THE_ANSWER_IS =
      Pattern.compile("The answer is ([A-Z]).", Pattern.UNIX_LINES);

  private static final String BETWEEN_WORDS = ".()[],:;!*#{}。，、：；！（）【】";

  private OptionLetter() {}

  /**
   * ScienceQA's rule: the answer is one letter of A to E, or begins with one, a period and a blank,
   * or says "The answer is X." just once, of any letter. None is what the original calls FAILED.
   */
  public static Optional<String> ofScienceQa(String answer) {
    if (!answer.isEmpty() && SCIENCE_QA_LETTERS.indexOf(answer.charAt(0)) >= 0) {
      if (answer.length() == 1 || answer.startsWith(". ", 1)) {
        return Optional.of(answer.substring(0, 1));
      }
    }
    Matcher matcher = THE_ANSWER_IS.matcher(answer);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String letter = matcher.group(1);
    return matcher.find() ? Optional.empty() : Optional.of(letter);
  }

  /**
   * The exact part of the matching of MMBench's toolkit (VLMEvalKit): the only option's letter that
   * stands alone between blanks and marks; if no letter does, the only option whose text occurs, in
   * whatever case. The toolkit and the server ask a language model about the rest.
   *
   * @param options text of each option by its letter
   */
  public static Optional<String> ofMmBench(String answer, Map<String, String> options) {
    StringBuilder spaced = new StringBuilder(answer);
    for (int i = 0; i < spaced.length(); i++) {
      if (BETWEEN_WORDS.indexOf(spaced.charAt(i)) >= 0) {
        spaced.setCharAt(i, ' ');
      }
    }
    List<String> words = PythonText.words(spaced.toString());
    List<String> alone = options.keySet().stream().filter(words::contains).toList();
    if (!alone.isEmpty()) {
      return only(alone);
    }
    String text = answer.toLowerCase(Locale.ROOT);
    return only(
        options.entrySet().stream()
            .filter(option -> text.contains(option.getValue().toLowerCase(Locale.ROOT)))
            .map(Map.Entry::getKey)
            .toList());
  }

  private static Optional<String> only(List<String> letters) {
    return letters.size() == 1 ? Optional.of(letters.get(0)) : Optional.empty();
  }
}
