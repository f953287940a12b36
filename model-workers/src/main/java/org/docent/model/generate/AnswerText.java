package org.docent.model.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.docent.model.text.PythonText;
import org.docent.model.text.TextTokenizer;

/**
 * Turns new tokens into the text of an answer as they come: without special tokens and surrounding
 * blanks, and up to the first stop string. It is told in pieces that together are exactly {@link
 * #text}; what may still turn out to be part of a stop string, of a blank end or of a character
 * whose other bytes have not come is held back.
 *
 * <p>All tokens are decoded anew with each one, since a tokenizer decodes sequences, not tokens;
 * that takes microseconds where a token takes milliseconds.
 */
final class AnswerText implements TokenSink {

  private static final char INCOMPLETE = '\uFFFD';

  private final TextTokenizer tokenizer;
  private final Set<Long> ends;
  private final List<String> stops;
  private final Consumer<String> pieces;
  private long[] tokens = new long[16];
  private int count;
  private int told;

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
    this.pieces = pieces;
  }

  @Override
  public boolean accept(long token) {
    if (ends.contains(token)) {
      return false;
    }
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    String decoded = decoded();
    if (stopIn(decoded, stops) >= 0) {
      return false;
    }
    tell(PythonText.strip(decoded.substring(0, certain(decoded))));
    return true;
  }

  /** Tells what is left and returns the whole answer. */
  String finish() {
    String text = text();
    tell(text);
    return text;
  }

  /** The answer, as far as its tokens have come. */
  String text() {
    String decoded = decoded();
    int stop = stopIn(decoded, stops);
    return PythonText.strip(stop < 0 ? decoded : decoded.substring(0, stop));
  }

  private String decoded() {
    return tokenizer.decodePlain(Arrays.copyOf(tokens, count));
  }

  private void tell(String text) {
    if (text.length() > told) {
      pieces.accept(text.substring(told));
      told = text.length();
    }
  }

  /** Where the first stop string begins, -1 if there is none. */
  static int stopIn(String text, List<String> stops) {
    return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  /** How many characters of a text no further token can change. */
  private int certain(String text) {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == INCOMPLETE) {
      length--;
    }
    int begun = 0;
    for (String stop : stops) {
      begun = Math.max(begun, begun(text, length, stop));
    }
    return length - begun;
  }

  /** How many characters before {@code end} are the beginning of a stop string, at most. */
  private static int begun(String text, int end, String stop) {
    int most = Math.min(end, stop.length() - 1);
    while (most > 0 && !text.regionMatches(end - most, stop, 0, most)) {
      most--;
    }
    return most;
  }
}
