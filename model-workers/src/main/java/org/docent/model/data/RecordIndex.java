package org.docent.model.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Where each record of a LLaVA file stands: first byte, length in bytes, line; and, where wanted,
 * how long its text is. One pass over the file, 16 or 20 bytes of memory a record.
 */
final class RecordIndex {

  private final Path file;
  private final @Nullable RecordLengths recordLengths;
  private long[] starts = new long[1024];
  private int[] lengths = new int[1024];
  private int[] lines = new int[1024];
  private int size;
  private @Nullable String lastId;

  private RecordIndex(Path file, @Nullable RecordLengths recordLengths) {
    this.file = file;
    this.recordLengths = recordLengths;
  }

  /**
   * @param recordLengths is told of each record's fields; null when nobody asks for lengths
   */
  static RecordIndex scan(Path file, @Nullable RecordLengths recordLengths) {
    RecordIndex index = new RecordIndex(file, recordLengths);
    try (JsonParser parser = new JsonFactory().createParser(Files.newInputStream(file))) {
      parser.enable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      index.scan(parser);
    } catch (JsonProcessingException e) {
      throw index.broken(e);
    } catch (IOException e) {
      throw DocentException.stop(
          "The data file " + file + " cannot be read: " + IoReason.of(e) + "; check data-path.", e);
    }
    return index;
  }

  private void scan(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw DocentException.stop(
          "The data file " + file + " is not one JSON array of records, as LLaVA's files are.");
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long start = parser.currentTokenLocation().getByteOffset();
      int line = parser.currentTokenLocation().getLineNr();
      scanRecord(parser);
      add(start, parser.currentLocation().getByteOffset(), line);
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw DocentException.stop(
          "Record " + size + " of " + file + " is no JSON object; every record must be one.");
    }
    if (parser.nextToken() != null) {
      throw DocentException.stop("The data file " + file + " goes on after its array of records.");
    }
    if (size == 0) {
      throw DocentException.stop("The data file " + file + " holds no records; check data-path.");
    }
  }

  private void scanRecord(JsonParser parser) throws IOException {
    lastId = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals("id") && parser.currentToken().isScalarValue()) {
        lastId = parser.getText();
      }
      if (recordLengths != null) {
        recordLengths.take(field, parser);
      }
      parser.skipChildren();
    }
    if (recordLengths != null) {
      recordLengths.endRecord();
    }
  }

  private void add(long start, long end, int line) {
    if (start < 0 || end - start > Integer.MAX_VALUE - 8) {
      throw DocentException.stop(
          "Record " + size + " of " + file + " cannot be placed; the file must be UTF-8.");
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      lines = Arrays.copyOf(lines, 2 * size);
    }
    starts[size] = start;
    lengths[size] = (int) (end - start);
    lines[size++] = line;
  }

  private DocentException broken(JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    return DocentException.stop(
        "The JSON of "
            + file
            + " is broken in record "
            + size
            + (lastId == null ? "" : " (id \"" + lastId + "\")")
            + line
            + ": "
            + e.getOriginalMessage()
            + "; repair the file.",
        e);
  }

  int size() {
    return size;
  }

  long start(int i) {
    return starts[i];
  }

  int length(int i) {
    return lengths[i];
  }

  int line(int i) {
    return lines[i];
  }
}
