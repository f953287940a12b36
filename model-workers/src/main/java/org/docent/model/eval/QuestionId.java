package org.docent.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import org.docent.model.eval.file.JsonEntry;

/**
 * The id of a question, as its file has it. Ids are matched by their text, so that a number and the
 * same number in quotes name the same question.
 *
 * @param number whether files have it as a number
 */
public record QuestionId(String text, boolean number) {

  public QuestionId {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("A question's id must not be empty");
    }
  }

  public static QuestionId of(String text) {
    return new QuestionId(text, /* number= */ false);
  }

  /**
   * The id in {@code json}.
   *
   * @throws IllegalArgumentException if it is neither a text nor a whole number
   */
  public static QuestionId of(JsonNode json) {
    if (json.isTextual() && !json.textValue().isEmpty()) {
      return of(json.textValue());
    }
    if (json.isIntegralNumber()) {
      return new QuestionId(json.asText(), /* number= */ true);
    }
    throw new IllegalArgumentException(
        json.isMissingNode() ? "it has no id" : "its id is " + json + ", not a text or a number");
  }

  /** The id in a field of a record; a fault of the record if there is none. */
  public static QuestionId of(JsonEntry entry, String field) {
    try {
      return of(entry.json().path(field));
    } catch (IllegalArgumentException e) {
      throw entry.fault(e.getMessage() + " (\"" + field + "\")");
    }
  }

  /** As files have it. */
  public JsonNode toJson() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return number ? json.numberNode(new BigInteger(text)) : json.textNode(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
