package org.docent.coordinator.cli.quickstart;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.storage.Disk;

/**
 * Writes records as a LLaVA JSON array: {@code id}, {@code image} where there is one, and {@code
 * conversations} of alternating {@code human} and {@code gpt} turns. The placeholder {@code
 * <image>} stands in the first question of a record with a picture.
 */
final class LlavaJson {

  private LlavaJson() {}

  static void write(Path file, List<ConversationRecord> records) {
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartArray();
      for (ConversationRecord record : records) {
        json.writeRaw('\n');
        writeRecord(json, record);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw Disk.failure("write " + file, file, e);
    }
  }

  private static void writeRecord(JsonGenerator json, ConversationRecord record)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", record.id());
    if (record.image() != null) {
      json.writeStringField("image", record.image());
    }
    json.writeArrayFieldStart("conversations");
    boolean first = true;
    for (Exchange exchange : record.exchanges()) {
      String placeholder = first && record.image() != null ? "<image>\n" : "";
      writeTurn(json, "human", placeholder + exchange.question());
      writeTurn(json, "gpt", exchange.answer());
      first = false;
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTurn(JsonGenerator json, String from, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("from", from);
    json.writeStringField("value", value);
    json.writeEndObject();
  }
}
