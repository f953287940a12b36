package org.docent.model.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.docent.protocol.failure.DocentException;

/**
 * Reads keys of a {@code config.json}. A missing key, or one that is null, has its default: Hugging
 * Face leaves out of a nested configuration what equals the default. A fault names file, key, value
 * and rule.
 */
final class ConfigReader {

  private final JsonNode node;
  private final String origin;
  private final String path;

  ConfigReader(JsonNode node, String origin) {
    this(node, origin, "");
  }

  private ConfigReader(JsonNode node, String origin, String path) {
    this.node = node;
    this.origin = origin;
    this.path = path;
  }

  ConfigReader inside(String key) {
    if (!node.path(key).isObject()) {
      throw fault(key, "it must be an object");
    }
    return new ConfigReader(node.path(key), origin, path + key + ".");
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  int integer(String key, int defaultValue) {
    if (has(key)
        && !(node.path(key).canConvertToExactIntegral() && node.path(key).canConvertToInt())) {
      throw fault(key, "it must be a whole number");
    }
    return node.path(key).asInt(defaultValue);
  }

  double number(String key, double defaultValue) {
    if (has(key) && !node.path(key).isNumber()) {
      throw fault(key, "it must be a number");
    }
    return node.path(key).asDouble(defaultValue);
  }

  boolean flag(String key, boolean defaultValue) {
    if (has(key) && !node.path(key).isBoolean()) {
      throw fault(key, "it must be true or false");
    }
    return node.path(key).asBoolean(defaultValue);
  }

  String word(String key, String defaultValue) {
    return node.path(key).asText(defaultValue);
  }

  /** The first of a list, or the number itself. */
  int firstInteger(String key, int defaultValue) {
    return node.path(key).isArray()
        ? node.path(key).path(0).asInt(defaultValue)
        : integer(key, defaultValue);
  }

  /** Refuses by name what there is no code for; returns the word. */
  String only(String key, String defaultValue, String... supported) {
    String value = word(key, defaultValue);
    if (!has(key) && !List.of(supported).contains(value)) {
      throw fault(
          key, "without it Hugging Face means '" + value + "'; supported: " + list(supported));
    }
    if (!List.of(supported).contains(value)) {
      throw fault(key, "supported: " + list(supported));
    }
    return value;
  }

  /** Makes a record, whose complaint becomes one about this file. */
  <T> T make(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      String where = path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ";
      throw DocentException.stop(origin + ": " + where + e.getMessage(), e);
    }
  }

  DocentException fault(String key, String rule) {
    JsonNode value = node.path(key);
    String said = value.isMissingNode() ? "missing" : value.toString();
    return DocentException.stop("%s: %s%s is %s; %s".formatted(origin, path, key, said, rule));
  }

  private static String list(String... words) {
    return String.join(", ", Arrays.asList(words));
  }
}
