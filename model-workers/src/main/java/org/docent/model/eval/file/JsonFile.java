package org.docent.model.eval.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * Reads JSON record by record, so that annotations of hundreds of megabytes need the memory of what
 * is kept of them. Whatever is wrong is an error that names the file and the place.
 */
public final class JsonFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Of two objects on one line, where files were joined without a line's end, none is passed over.
   */
  private static final ObjectMapper ALONE =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonFile() {}

  /** A file that is one object, and small. */
  public static JsonEntry whole(Path file) {
    try {
      return entry(file, "", ALONE.readTree(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** One object a line; blank lines are passed over. */
  public static void lines(Path file, Consumer<JsonEntry> consumer) {
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          consumer.accept(line(file, number, line));
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static JsonEntry line(Path file, int number, String line) {
    try {
      return entry(file, "line " + number, ALONE.readTree(line));
    } catch (JsonProcessingException e) {
      String reason =
          IoReason.of(e).replaceFirst("^line 1, ", "").replaceFirst(" \\(start marker at .*", "");
      throw DocentException.stop(
          "%s, line %d: it is no JSON object, %s.".formatted(file, number, reason), e);
    }
  }

  /** The records of a file that is one list. */
  public static void array(Path file, Consumer<JsonEntry> consumer) {
    parse(
        file,
        parser -> {
          expect(file, parser.nextToken(), JsonToken.START_ARRAY, "a list");
          elements(file, parser, consumer);
        });
  }

  /** The records of the list {@code field} of a file that is one object. */
  public static void array(Path file, String field, Consumer<JsonEntry> consumer) {
    parse(
        file,
        parser -> {
          expect(file, parser.nextToken(), JsonToken.START_OBJECT, "an object");
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.START_ARRAY) {
              elements(file, parser, consumer);
              return;
            }
            parser.skipChildren();
          }
          throw DocentException.stop(file + " has no list \"" + field + "\".");
        });
  }

  /** The fields of a file that is one object, each with its name. */
  public static void object(Path file, BiConsumer<String, JsonEntry> consumer) {
    parse(
        file,
        parser -> {
          expect(file, parser.nextToken(), JsonToken.START_OBJECT, "an object");
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            consumer.accept(name, new JsonEntry(file, "record " + name, JSON.readTree(parser)));
          }
        });
  }

  private static void elements(Path file, JsonParser parser, Consumer<JsonEntry> consumer)
      throws IOException {
    int number = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      number++;
      consumer.accept(entry(file, "record " + number, JSON.readTree(parser)));
    }
  }

  private static JsonEntry entry(Path file, String place, JsonNode json) {
    JsonEntry entry = new JsonEntry(file, place, json);
    if (!json.isObject()) {
      throw entry.fault("it is no JSON object");
    }
    return entry;
  }

  private static void expect(Path file, JsonToken found, JsonToken expected, String what) {
    if (found != expected) {
      throw DocentException.stop(file + " is not " + what + " in JSON.");
    }
  }

  private static void parse(Path file, Reading reading) {
    try (JsonParser parser = JSON.getFactory().createParser(file.toFile())) {
      reading.of(parser);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DocentException unreadable(Path file, IOException cause) {
    return DocentException.stop(file + " cannot be read: " + IoReason.of(cause) + ".", cause);
  }

  private interface Reading {
    void of(JsonParser parser) throws IOException;
  }
}
