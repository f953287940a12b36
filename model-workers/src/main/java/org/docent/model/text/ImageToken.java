package org.docent.model.text;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The image's place in a text, in its token ids and in the labels. */
public final class ImageToken {

  /** The placeholder in a question. */
  public static final String TEXT = "<image>";

  /** The id that stands for all visual tokens of an image before the splice. */
  public static final long ID = -200;

  /** The label of a position that is not a target. */
  public static final long IGNORED = -100;

  private ImageToken() {}

  /** How many placeholders {@code text} holds. */
  public static int count(String text) {
    return PythonText.count(text, TEXT);
  }

  /** Whether the text at {@code from} holds a placeholder. */
  public static boolean isIn(char[] text, int from, int length) {
    for (int i = from; i <= from + length - TEXT.length(); i++) {
      if (text[i] == TEXT.charAt(0)
          && TEXT.contentEquals(CharBuffer.wrap(text, i, TEXT.length()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tokenises the text between placeholders piece by piece and joins the pieces with {@link #ID}.
   */
  static long[] encode(TextTokenizer tokenizer, String text) {
    List<String> chunks = PythonText.split(text, TEXT);
    LongStream ids = Arrays.stream(encodeChunk(tokenizer, chunks.get(0)));
    for (String chunk : chunks.subList(1, chunks.size())) {
      LongStream next = Arrays.stream(encodeChunk(tokenizer, chunk));
      ids = LongStream.concat(LongStream.concat(ids, LongStream.of(ID)), next);
    }
    return ids.toArray();
  }

  private static long[] encodeChunk(TextTokenizer tokenizer, String chunk) {
    return chunk.isEmpty() ? new long[0] : tokenizer.encode(chunk);
  }
}
