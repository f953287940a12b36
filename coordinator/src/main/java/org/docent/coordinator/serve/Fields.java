package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of one JSON object, read with their rules. A field that is null is one left out. */
final class Fields {

  private final JsonNode object;
  private final String path;

  /**
   * The fields of {@code object}.
   *
   * @param path how messages call it, empty for the request itself
   */
  Fields(JsonNode object, String path) {
    if (!object.isObject()) {
      throw ApiError.field(path, named(path) + " is " + kind(object) + ", must be an object.");
    }
    this.object = object;
    this.path = path;
  }

  private static String named(String path) {
    return path.isEmpty() ? "The request" : path;
  }

  /** How messages call a field. */
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Optional<JsonNode> get(String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  JsonNode required(String name) {
    return get(name)
        .orElseThrow(
            () -> ApiError.field(path(name), path(name) + " is missing; it must be given."));
  }

  String text(String name) {
    return text(required(name), path(name));
  }

  static String text(JsonNode value, String path) {
    if (!value.isTextual()) {
      throw wrong(path, value, "a string");
    }
    return value.textValue();
  }

  Optional<Double> number(String name, double least, double most) {
    return get(name)
        .map(
            value -> {
              double number = value.isNumber() ? value.doubleValue() : Double.NaN;
              if (!(number >= least && number <= most)) {
                throw wrong(
                    path(name),
                    value,
                    "a number from %s to %s".formatted(brief(least), brief(most)));
              }
              return number;
            });
  }

  private static String brief(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  Optional<Long> integer(String name, long least, long most) {
    return get(name)
        .map(
            value -> {
              boolean whole = value.isIntegralNumber() && value.canConvertToLong();
              if (!whole || value.longValue() < least || value.longValue() > most) {
                throw wrong(
                    path(name), value, "a whole number from %d to %d".formatted(least, most));
              }
              return value.longValue();
            });
  }

  boolean flag(String name) {
    return get(name)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw wrong(path(name), value, "true or false");
              }
              return value.booleanValue();
            })
        .orElse(false);
  }

  /** Refuses fields of other names. */
  void requireKnown(Set<String> names) {
    for (Iterator<Map.Entry<String, JsonNode>> all = object.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      if (!names.contains(field.getKey()) && !field.getValue().isNull()) {
        throw ApiError.field(
            ApiError.shown(path(field.getKey())),
            "%s is not known here: leave it out. Known are %s."
                .formatted(
                    ApiError.shown(path(field.getKey())),
                    names.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
  }

  static ApiError wrong(String path, JsonNode value, String rule) {
    return ApiError.field(path, "%s is %s, must be %s.".formatted(path, kind(value), rule));
  }

  /** A short value itself, what it is of a long one. */
  static String kind(JsonNode value) {
    if (value.isObject() || value.isArray()) {
      return value.isEmpty() ? value.toString() : value.isArray() ? "a list" : "an object";
    }
    return value.isTextual()
        ? "\"" + ApiError.shown(value.textValue()) + "\""
        : ApiError.shown(value.toString());
  }
}
