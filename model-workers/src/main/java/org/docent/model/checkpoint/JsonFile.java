package org.docent.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** The small JSON files of a checkpoint: one record each, keys in snake case. */
public final class JsonFile {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  /** Writes a record; the file appears whole or not at all. */
  public static void write(Path file, Record content) {
    try {
      String json = MAPPER.writeValueAsString(content) + "\n";
      DurableFile.write(file, json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(content + " cannot be written as JSON", e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws DocentException when the file is not there or holds something else
   */
  public static <T extends Record> T read(Path file, Class<T> type) {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), type);
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be read (%s); use another checkpoint".formatted(file, IoReason.of(e)), e);
    }
  }
}
