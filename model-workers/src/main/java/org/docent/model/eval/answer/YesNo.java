package org.docent.model.eval.answer;

import java.util.List;
import java.util.Locale;
import org.docent.model.text.PythonText;

/** What an answer to a yes-or-no question says. */
public enum YesNo {
  YES,
  NO,
  /** Neither, where the rule knows of that. */
  OTHER;

  private static final List<String> NO_WORDS = List.of("No", "not", "no");

  /**
   * POPE's rule: NO if one of the words "No", "not" and "no" stands in the first sentence, cut at
   * single blanks and without commas; else YES, whatever is said.
   */
  public static YesNo ofFirstSentence(String answer) {
    String sentence = PythonText.split(answer, ".").get(0).replace(",", "");
    return PythonText.split(sentence, " ").stream().anyMatch(NO_WORDS::contains) ? NO : YES;
  }

  /** MME's rule: "yes", then "no" within the first four characters, in small letters. */
  public static YesNo ofStart(String answer) {
    String text = answer.toLowerCase(Locale.ROOT);
    int end =
        text.codePointCount(0, text.length()) <= 4 ? text.length() : text.offsetByCodePoints(0, 4);
    String start = text.substring(0, end);
    if (start.contains("yes")) {
      return YES;
    }
    return start.contains("no") ? NO : OTHER;
  }
}
