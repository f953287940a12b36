package org.docent.model.eval.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.docent.model.text.PythonText;

/**
 * Makes short answers comparable, as the {@code EvalAIAnswerProcessor} of MMF's m4c evaluator does,
 * which LLaVA's scripts and the VQA server use. Its oddities are kept: a mark is deleted everywhere
 * if it once stands beside a blank and else becomes one; at most 32 periods go, as the original
 * passes a flag where the count belongs; "none" is the number 0.
 */
public final class VqaNormaliser {

  private static final String MARKS = ";/[]\"{}()=+\\_-><@`,?!";

  private static final int MOST_PERIODS = 32;

  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("none", "0"),
          Map.entry("zero", "0"),
          Map.entry("one", "1"),
          Map.entry("two", "2"),
          Map.entry("three", "3"),
          Map.entry("four", "4"),
          Map.entry("five", "5"),
          Map.entry("six", "6"),
          Map.entry("seven", "7"),
          Map.entry("eight", "8"),
          Map.entry("nine", "9"),
          Map.entry("ten", "10"));

  private static final List<String> ARTICLES = List.of("a", "an", "the");

  private VqaNormaliser() {}

  /** The comparable form of {@code answer}; it may be empty. */
  public static String normalise(String answer) {
    String text = answer.toLowerCase(Locale.ROOT);
    text = PythonText.strip(text.replace(",", "").replace("?", "").replace("'s", " 's"));
    text = PythonText.strip(text.replace("\n", " ").replace("\t", " "));
    return words(withoutPeriods(withoutMarks(text)));
  }

  /**
   * The original also deletes all marks where a comma stands between digits; no comma is left when
   * it looks.
   */
  private static String withoutMarks(String text) {
    String result = text;
    for (int i = 0; i < MARKS.length(); i++) {
      String mark = MARKS.substring(i, i + 1);
      boolean besideBlank = text.contains(mark + " ") || text.contains(" " + mark);
      result = result.replace(mark, besideBlank ? "" : " ");
    }
    return result;
  }

  private static String withoutPeriods(String text) {
    StringBuilder result = new StringBuilder(text.length());
    int deleted = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean period = text.charAt(i) == '.';
      if (period && deleted < MOST_PERIODS && !isDigitAt(text, i + 1)) {
        deleted++;
      } else {
        result.append(text.charAt(i));
      }
    }
    return result.toString();
  }

  private static boolean isDigitAt(String text, int index) {
    return index < text.length() && Character.isDigit(text.codePointAt(index));
  }

  private static String words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : PythonText.words(text.toLowerCase(Locale.ROOT))) {
      String number = NUMBERS.getOrDefault(word, word);
      if (!ARTICLES.contains(number)) {
        words.add(Contractions.spelled(number));
      }
    }
    return String.join(" ", words);
  }
}
