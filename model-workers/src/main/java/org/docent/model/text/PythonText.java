package org.docent.model.text;

import java.util.ArrayList;
import java.util.List;

/** String operations with Python's meaning, which the templates were written in. */
public final class PythonText {

  private PythonText() {}

  /** {@code text.split(separator)}: empty parts are kept. */
  public static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** {@code text.count(part)}: without overlaps. */
  static int count(String text, String part) {
    return split(text, part).size() - 1;
  }

  /** {@code text.strip()}: Python counts more characters as white space than Java does. */
  public static String strip(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return rstrip(text.substring(start));
  }

  /** {@code text.rstrip()}. */
  public static String rstrip(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** {@code text.strip(character)}. */
  public static String strip(String text, char character) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == character) {
      start++;
    }
    while (end > start && text.charAt(end - 1) == character) {
      end--;
    }
    return text.substring(start, end);
  }

  /** {@code text.split()}: the runs of anything but white space. */
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean within = i < text.length() && !isSpace(text.charAt(i));
      if (within && start < 0) {
        start = i;
      } else if (!within && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      }
    }
    return words;
  }

  /** {@code len(text.split())} of the text at {@code from}: runs of anything but white space. */
  public static int words(char[] text, int from, int length) {
    int words = 0;
    int before = 0; // 1 within a word
    for (int i = from; i < from + length; i++) {
      int within = isSpace(text[i]) ? 0 : 1;
      words += within & ~before;
      before = within;
    }
    return words;
  }

  private static boolean isSpace(char c) {
    if (c > 0x20 && c < 0x85) {
      return false; // most text there is
    }
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || Character.isSpaceChar(c);
  }
}
