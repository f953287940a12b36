package org.docent.model.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.docent.model.text.ImageToken;
import org.docent.model.text.PythonText;

/**
 * The signed length of each record, taken while its file is scanned: words of all turns, negative
 * without an image. What cannot be used is measured as far as it goes and reported by who reads it.
 */
final class RecordLengths {

  private int[] lengths = new int[1024];
  private int size;
  private int words;
  private boolean image;
  private boolean placeholder;

  /**
   * Takes a field of the record under way. The parser stands at its value, or leaves at its end.
   */
  void take(String field, JsonParser parser) throws IOException {
    if (field.equals("conversations")) {
      takeTurns(parser);
    } else if (field.equals("image")) {
      image = isNamed(parser);
    }
  }

  /** The record is complete. */
  void endRecord() {
    if (size == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    int length = Math.max(1, words); // a length of 0 would have no sign
    lengths[size++] = image && placeholder ? length : -length;
    words = 0;
    image = false;
    placeholder = false;
  }

  /** All lengths so far, in the file's order. */
  int[] toArray() {
    return Arrays.copyOf(lengths, size);
  }

  private void takeTurns(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        takeTurn(parser);
      }
    }
  }

  private void takeTurn(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean value = parser.currentName().equals("value");
        if (parser.nextToken() == JsonToken.VALUE_STRING && value) {
          takeText(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        }
        parser.skipChildren();
      }
    }
    parser.skipChildren();
  }

  private void takeText(char[] text, int from, int length) {
    words += PythonText.words(text, from, length);
    placeholder |= ImageToken.isIn(text, from, length);
  }

  /** A name, or a list with one. */
  private static boolean isNamed(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return parser.currentToken() == JsonToken.VALUE_STRING && !parser.getText().isEmpty();
    }
    boolean named = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      named |= parser.currentToken() == JsonToken.VALUE_STRING && !parser.getText().isEmpty();
      parser.skipChildren();
    }
    return named;
  }
}
