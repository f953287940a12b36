package org.docent.model.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.docent.protocol.failure.DocentException;

/**
 * Reads keys of a {@code config.json}. A missing key, or one that is null, has its default: Hugging
 * Face leaves out of a nested configuration what equals the default. A fault names file, key, value
 * and rule.
 */
final class ConfigReader {

  private static final int MAX_SHOWN = 120;

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

  /**
   * Refuses another class than {@code supported} where the configuration names one. A family of
   * models shares a {@code model_type} with heads and variants there is no code for.
   */
  void onlyArchitecture(String... supported) {
    onlyArchitecture(String.join(" or ", supported), List.of(supported)::contains);
  }

  /** The same by a rule, said as what the name must be. */
  void onlyArchitecture(String rule, Predicate<String> supported) {
    List<String> named = words("architectures");
    if (!named.isEmpty() && named.stream().noneMatch(supported)) {
      throw fault(
          "architectures",
          "with model_type %s it must be %s".formatted(word("model_type", "missing"), rule));
    }
  }

  /** Refuses weights that stand for others: reading them as they are would be wrong. */
  void refuseQuantized() {
    for (String key : List.of("quantization_config", "quantization")) {
      if (has(key)) {
        throw fault(key, "quantized weights are not supported, take the model in F32, F16 or BF16");
      }
    }
  }

  /** Refuses any key but {@code known}, since what it means is not known here. */
  void onlyKeys(String... known) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (has(key) && !List.of(known).contains(key)) {
                throw fault(key, "supported here: " + list(known));
              }
            });
  }

  /** The texts of a list; empty where there is none. */
  List<String> words(String key) {
    if (has(key) && !node.path(key).isArray()) {
      throw fault(key, "it must be a list");
    }
    List<String> words = new ArrayList<>();
    node.path(key).forEach(word -> words.add(word.asText()));
    return words;
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
    String said = value.isMissingNode() ? "missing" : shown(value.toString());
    return DocentException.stop("%s: %s%s is %s; %s".formatted(origin, path, key, said, rule));
  }

  private static String shown(String value) {
    return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
  }

  private static String list(String... words) {
    return String.join(", ", Arrays.asList(words));
  }
}
