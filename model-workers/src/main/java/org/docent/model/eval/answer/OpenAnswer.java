package org.docent.model.eval.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.text.PythonText;

/**
 * MMMU's rule for open questions ({@code parse_open_response} and {@code eval_open}): what stands
 * behind the words that announce an answer, the shortest of each line, and every number within. It
 * is right if a label occurs in it, or equals one of its numbers to two decimals.
 */
public final class OpenAnswer {

  private static final List<String> ANNOUNCEMENTS =
      List.of("could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result ");

  private static final List<String> TRIVIAL = List.of(":", ",", ".", "!", "?", ";", "'");

  /** The original splits sentences before capitals too, but when all letters are small already. */
  private static final String BETWEEN_SENTENCES = "\n";

  private static final List<Pattern> NUMBERS =
      List.of(
          unicode("-?\\b\\d{1,3}(?:,\\d{3})+\\b"),
          unicode("-?\\d+(?:\\.\\d+)?[eE][+-]?\\d+"),
          unicode("-?(?:\\d+\\.\\d+|\\.\\d+|\\d+\\b)(?![eE][+-]?\\d+)(?![,\\d])"));

  private OpenAnswer() {}

  /** A text or a number made comparable: just one of the two. */
  private record Value(String text, OptionalDouble number) {}

  private static Pattern unicode(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }

  /**
   * Whether {@code answer} is right.
   *
   * @param labels any of which is right
   */
  public static boolean isRight(String answer, List<String> labels) {
    List<Value> right = new ArrayList<>();
    labels.forEach(label -> right.addAll(comparable(label)));
    for (Value said : said(answer)) {
      if (right.stream().anyMatch(label -> matches(said, label))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Value said, Value label) {
    if (said.number().isPresent() && label.number().isPresent()) {
      return said.number().getAsDouble() == label.number().getAsDouble();
    }
    return said.number().isEmpty()
        && label.number().isEmpty()
        && said.text().contains(label.text());
  }

  private static List<Value> said(String answer) {
    List<String> tails = tails(answer);
    List<Value> said = new ArrayList<>();
    for (String tail : tails) {
      said.addAll(comparable(tail));
      for (Pattern pattern : NUMBERS) {
        Matcher matcher = pattern.matcher(tail);
        while (matcher.find()) {
          said.addAll(comparable(matcher.group()));
        }
      }
    }
    return said;
  }

  private static List<String> tails(String answer) {
    String text = PythonText.strip(PythonText.strip(answer), '.').toLowerCase(Locale.ROOT);
    List<String> sentences = PythonText.split(text, BETWEEN_SENTENCES);
    List<String> tails = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      List<String> announcements = new ArrayList<>(ANNOUNCEMENTS);
      if (i == sentences.size() - 1) {
        announcements.add("="); // the last may be an equation
      }
      String tail = shortestTail(sentences.get(i), announcements);
      if (!tail.isEmpty() && !TRIVIAL.contains(tail)) {
        tails.add(tail);
      }
    }
    return tails.isEmpty() ? List.of(text) : tails;
  }

  private static String shortestTail(String sentence, List<String> announcements) {
    String shortest = "";
    for (String announcement : announcements) {
      int at = sentence.lastIndexOf(announcement);
      if (at >= 0) {
        String tail = PythonText.strip(sentence.substring(at + announcement.length()));
        if (shortest.isEmpty() || length(tail) < length(shortest)) {
          shortest = tail;
        }
      }
    }
    return shortest;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A single letter is given a blank on either side, so that it is not found within words. */
  private static List<Value> comparable(String text) {
    String stripped = PythonText.strip(text);
    OptionalDouble number = PythonNumber.parse(stripped.replace(",", ""));
    if (number.isPresent()) {
      return List.of(
          new Value("", OptionalDouble.of(PythonNumber.roundToHundredths(number.getAsDouble()))));
    }
    String small = stripped.toLowerCase(Locale.ROOT);
    List<String> texts = length(small) == 1 ? List.of(" " + small, small + " ") : List.of(small);
    return texts.stream().map(each -> new Value(each, OptionalDouble.empty())).toList();
  }
}
