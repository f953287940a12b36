package org.docent.model.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.docent.model.text.PythonText;
import org.docent.model.text.TextTokenizer;

/**
 * Turns new tokens into the text of an answer as they come: without special tokens and surrounding
 * blanks, and up to the first stop string. It is told in pieces that together are exactly what
 * {@link #finish} returns; what may still turn out to be part of a stop string, of a blank end or
 * of a character whose other bytes have not come is held back.
 *
 * <p>A tokenizer decodes sequences, not tokens: a character may take several, and some decoders
 * treat the first otherwise. So each token is decoded behind those before it up to the last but one
 * place where the text ended with a whole character, and what it adds to them is taken. That costs
 * the same at any length of the answer.
 */
final class AnswerText implements TokenSink {

  private static final char INCOMPLETE = '\uFFFD';

  private final TextTokenizer tokenizer;
  private final Set<Long> ends;
  private final List<String> stops;
  private final int longestStop;
  private final Consumer<String> pieces;
  private final StringBuilder text = new StringBuilder();
  private int told;

  /** Tokens that are still decoded: those {@code known} says, and those after them. */
  private long[] window = new long[0];

  private int knownTokens;
  private String known = "";

  /** Characters of the text that no token changes any more. */
  private int settled;

  /**
   * An empty answer.
   *
   * @param ends tokens that end it
   * @param stops texts that end it
   * @param pieces is told what has become certain
   */
  AnswerText(TextTokenizer tokenizer, Set<Long> ends, List<String> stops, Consumer<String> pieces) {
    this.tokenizer = tokenizer;
    this.ends = ends;
    this.stops = stops;
    this.longestStop = stops.stream().mapToInt(String::length).max().orElse(0);
    this.pieces = pieces;
  }

  @Override
  public boolean accept(long token) {
    if (ends.contains(token)) {
      return false;
    }
    int searched = Math.max(0, settled - longestStop);
    append(token);
    if (stopIn(text.substring(searched), stops) >= 0) {
      return false;
    }
    tell(certain());
    return true;
  }

  /** Tells what is left and returns the whole answer. */
  String finish() {
    int stop = stopIn(text.toString(), stops);
    int end = stop < 0 ? text.length() : stop;
    tell(end);
    return PythonText.strip(text.substring(0, end));
  }

  private void append(long token) {
    window = Arrays.copyOf(window, window.length + 1);
    window[window.length - 1] = token;
    String decoded = tokenizer.decodePlain(window);
    text.setLength(settled);
    text.append(decoded, known.length(), decoded.length());
    if (text.length() > settled && text.charAt(text.length() - 1) != INCOMPLETE) {
      settled = text.length();
      window = Arrays.copyOfRange(window, knownTokens, window.length);
      knownTokens = window.length;
      known = tokenizer.decodePlain(window);
    }
  }

  private void tell(int end) {
    String more = PythonText.rstrip(text.substring(told, end));
    if (!more.isEmpty()) {
      pieces.accept(told == 0 ? PythonText.strip(more) : more);
      told += more.length();
    }
  }

  /** Where the first stop string begins, -1 if there is none. */
  static int stopIn(String text, List<String> stops) {
    return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  /** How many characters no further token can change. */
  private int certain() {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == INCOMPLETE) {
      length--;
    }
    int begun = 0;
    for (String stop : stops) {
      begun = Math.max(begun, begun(length, stop));
    }
    return length - begun;
  }

  /** How many characters before {@code end} are the beginning of a stop string, at most. */
  private int begun(int end, String stop) {
    int most = Math.min(end, stop.length() - 1);
    while (most > 0 && !stop.startsWith(text.substring(end - most, end))) {
      most--;
    }
    return most;
  }
}
