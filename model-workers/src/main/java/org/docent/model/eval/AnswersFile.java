package org.docent.model.eval;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.eval.file.PythonJson;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * The answers file of LLaVA's scripts: one JSON object a line, as Python's {@code json.dumps}
 * writes it. Theirs can be marked here, and ours by them.
 */
public final class AnswersFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Characters that go to the file at once. */
  private static final int PIECE = 1 << 20;

  private AnswersFile() {}

  /** Writes {@code answers} in their order, whole or not at all; folders are made. */
  public static void write(Path file, List<AnswerLine> answers) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "The folder of " + file + " cannot be made: " + IoReason.of(e) + ".", e);
    }
    DurableFile.write(
        file,
        sink -> {
          StringBuilder lines = new StringBuilder();
          for (AnswerLine answer : answers) {
            lines.append(PythonJson.dumps(toJson(answer))).append('\n');
            if (lines.length() > PIECE) {
              sink.write(ascii(lines));
              lines.setLength(0);
            }
          }
          sink.write(ascii(lines));
        });
  }

  private static ByteBuffer ascii(StringBuilder lines) {
    return ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static JsonNode toJson(AnswerLine answer) {
    ObjectNode json = JSON.createObjectNode();
    json.set("question_id", answer.questionId().toJson());
    json.put("prompt", answer.prompt());
    json.put("text", answer.text());
    json.put("answer_id", answer.answerId());
    json.put("model_id", answer.modelId());
    json.set("metadata", JSON.valueToTree(answer.metadata()));
    return json;
  }

  /**
   * Reads a file. Only {@code question_id} and {@code text} must be there.
   *
   * @throws DocentException naming the file and the line that cannot be used
   */
  public static List<AnswerLine> read(Path file) {
    List<AnswerLine> answers = new ArrayList<>();
    JsonFile.lines(file, entry -> answers.add(answer(entry)));
    return answers;
  }

  private static AnswerLine answer(JsonEntry entry) {
    JsonNode json = entry.json();
    JsonNode prompt = json.path("prompt");
    return new AnswerLine(
        QuestionId.of(entry, "question_id"),
        prompt.isTextual() ? prompt.textValue() : prompt.toString(),
        entry.text("text"),
        json.path("answer_id").asText(),
        json.path("model_id").asText(),
        metadata(json.path("metadata")));
  }

  private static Map<String, String> metadata(JsonNode json) {
    Map<String, JsonNode> fields =
        json.isObject() ? JSON.convertValue(json, new TypeReference<>() {}) : Map.of();
    Map<String, String> metadata = new TreeMap<>();
    fields.forEach(
        (name, value) ->
            metadata.put(name, value.isTextual() ? value.textValue() : value.toString()));
    return metadata;
  }
}
