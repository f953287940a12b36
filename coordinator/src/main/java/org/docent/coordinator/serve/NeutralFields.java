package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Fields of the API that are understood as far as they ask for nothing: their neutral value. */
final class NeutralFields {

  private record Rule(Predicate<JsonNode> holds, String neutral) {}

  private final Map<String, Rule> rules = new TreeMap<>();

  NeutralFields() {
    rules.put("n", new Rule(value -> value.isNumber() && value.doubleValue() == 1, "1"));
    for (String number : Set.of("presence_penalty", "frequency_penalty", "top_logprobs")) {
      rules.put(number, new Rule(value -> value.isNumber() && value.doubleValue() == 0, "0"));
    }
    rules.put("logprobs", new Rule(value -> value.isBoolean() && !value.booleanValue(), "false"));
    rules.put("logit_bias", new Rule(value -> value.isObject() && value.isEmpty(), "{}"));
    for (String list : Set.of("tools", "functions")) {
      rules.put(list, new Rule(value -> value.isArray() && value.isEmpty(), "[]"));
    }
    for (String choice : Set.of("tool_choice", "function_call")) {
      rules.put(
          choice, new Rule(value -> Set.of("none", "auto").contains(value.asText()), "\"none\""));
    }
    rules.put(
        "response_format",
        new Rule(
            value -> value.size() == 1 && value.path("type").asText().equals("text"),
            "{\"type\": \"text\"}"));
    rules.put(
        "modalities",
        new Rule(
            value -> value.isArray() && value.size() == 1 && value.path(0).asText().equals("text"),
            "[\"text\"]"));
  }

  Set<String> names() {
    return rules.keySet();
  }

  void require(Fields fields) {
    rules.forEach(
        (name, rule) ->
            fields
                .get(name)
                .filter(rule.holds().negate())
                .ifPresent(
                    value -> {
                      throw ApiError.field(
                          name,
                          "%s is %s, and this server has nothing but %s: leave it out."
                              .formatted(name, Fields.kind(value), rule.neutral()));
                    }));
  }
}
