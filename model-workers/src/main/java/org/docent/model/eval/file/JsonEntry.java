package org.docent.model.eval.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.protocol.failure.DocentException;

/**
 * One line or record of a JSON file, and where it stands for the error about it.
 *
 * @param place "line 12", "record 3" or "record KEY"; empty if it is the whole file
 */
public record JsonEntry(Path file, String place, JsonNode json) {

  /** A field that must be a text. */
  public String text(String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw fault(
          value.isMissingNode()
              ? "it has no \"" + field + "\""
              : "its \"" + field + "\" is " + value + ", not a text");
    }
    return value.textValue();
  }

  /** A field that must be a text that is not empty. */
  public String named(String field) {
    String value = text(field);
    if (value.isEmpty()) {
      throw fault("its \"" + field + "\" is empty");
    }
    return value;
  }

  /** A field that must be a text or a whole number, as text. */
  public String key(String field) {
    JsonNode value = json.path(field);
    if (value.isIntegralNumber() || (value.isTextual() && !value.textValue().isEmpty())) {
      return value.asText();
    }
    throw fault(
        value.isMissingNode()
            ? "it has no \"" + field + "\""
            : "its \"" + field + "\" is " + value + ", not a text or a whole number");
  }

  /** A field that must be a list of texts. */
  public List<String> texts(String field) {
    JsonNode list = json.path(field);
    if (!list.isArray()) {
      throw fault("it has no list \"" + field + "\"");
    }
    List<String> texts = new ArrayList<>(list.size());
    for (JsonNode value : list) {
      if (!value.isTextual()) {
        throw fault("its list \"" + field + "\" has " + value + ", not a text");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  /** A part of it, at the same place. */
  public JsonEntry of(JsonNode part) {
    return new JsonEntry(file, place, part);
  }

  /** The error that names file and place; {@code reason} ends its sentence. */
  public DocentException fault(String reason) {
    String at = place.isEmpty() ? "" : ", " + place;
    return DocentException.stop(file + at + ": " + reason + ".");
  }
}
