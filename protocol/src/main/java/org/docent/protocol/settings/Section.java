package org.docent.protocol.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * A group of keys, read by type. Whatever is wrong is one sentence with the place, the whole key,
 * the value and the rule.
 */
final class Section {

  private final String source;
  private final String path;
  private final ConfigObject group;

  /**
   * @param source the file or what else is read, for values that nobody wrote
   * @param path the group's key; empty for the whole
   */
  Section(String source, String path, ConfigObject group) {
    this.source = source;
    this.path = path;
    this.group = group;
  }

  Section group(String key) {
    return new Section(source, pathOf(key), (ConfigObject) valueOf(key));
  }

  /** A group whose missing keys are another's. */
  Section group(String key, Section fallback) {
    ConfigObject merged = ((ConfigObject) valueOf(key)).withFallback(fallback.group);
    return new Section(source, pathOf(key), merged);
  }

  boolean has(String key) {
    return valueOf(key).valueType() != ConfigValueType.NULL;
  }

  String text(String key) {
    if (!has(key)) {
      throw wrong(key, "set");
    }
    return typed(key, "a text", () -> group.toConfig().getString(quoted(key)));
  }

  @Nullable String optionalText(String key) {
    return has(key) ? text(key) : null;
  }

  /** A text that is one of these words; hyphens and underscores are the same. */
  String word(String key, String... words) {
    String written = text(key).replace('-', '_');
    return Arrays.stream(words)
        .filter(word -> word.replace('-', '_').equalsIgnoreCase(written))
        .findFirst()
        .orElseThrow(() -> wrong(key, "one of " + String.join(", ", words)));
  }

  /** A name that can be a folder's. */
  String name(String key) {
    String name = text(key);
    if (!name.matches("[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw wrong(key, "a name of letters, digits, dots, hyphens and underscores");
    }
    return name;
  }

  List<String> names(String key) {
    ConfigValue value = valueOf(key);
    List<String> names =
        value instanceof ConfigList
            ? typed(key, "a list of names", () -> group.toConfig().getStringList(quoted(key)))
            : Arrays.stream(text(key).split(",")).map(String::strip).toList();
    if (!names.stream().allMatch(name -> name.matches("[A-Za-z0-9_-]+"))) {
      throw wrong(key, "a list of names of letters, digits, hyphens and underscores");
    }
    return names;
  }

  Path path(String key) {
    try {
      return absolute(text(key));
    } catch (InvalidPathException e) {
      throw wrong(key, "a path");
    }
  }

  @Nullable Path optionalPath(String key) {
    return has(key) ? path(key) : null;
  }

  private static Path absolute(String written) {
    if (written.isBlank()) {
      throw new InvalidPathException(written, "blank");
    }
    boolean home = written.equals("~") || written.startsWith("~/");
    String expanded = home ? System.getProperty("user.home") + written.substring(1) : written;
    return Path.of(expanded).toAbsolutePath().normalize();
  }

  boolean flag(String key) {
    return typed(key, "true or false", () -> group.toConfig().getBoolean(quoted(key)));
  }

  double number(String key) {
    try {
      double value = Double.parseDouble(text(key));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, "a number");
    }
    throw wrong(key, "a finite number");
  }

  double weight(String key) {
    double value = number(key);
    if (value < 0) {
      throw wrong(key, "at least 0");
    }
    return value;
  }

  int integer(String key) {
    double value = number(key);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number of 32 bits");
    }
    return (int) value;
  }

  long wholeNumber(String key) {
    try {
      return Long.parseLong(text(key));
    } catch (NumberFormatException e) {
      throw wrong(key, "a whole number of 64 bits");
    }
  }

  Duration duration(String key) {
    return typed(
        key,
        "a duration with its unit, as in 90s or 2 minutes",
        () -> group.toConfig().getDuration(quoted(key)));
  }

  long longBytes(String key) {
    return typed(
        key, "a size with its unit, as in 4MiB", () -> group.toConfig().getBytes(quoted(key)));
  }

  int bytes(String key) {
    long bytes = longBytes(key);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, "less than 2GiB");
    }
    return (int) bytes;
  }

  /** Makes a record of this section; its own rules are reported with the place. */
  <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      ConfigValue culprit = group.get(message.split(" ", 2)[0]);
      String place = culprit == null ? source : placeOf(culprit);
      throw DocentException.stop(place + ": " + pathOf(message), e);
    }
  }

  DocentException wrong(String key, String rule) {
    ConfigValue value = valueOf(key);
    if (value.valueType() == ConfigValueType.NULL) {
      return DocentException.stop(
          placeOf(value) + ": " + pathOf(key) + " is not set, must be " + rule);
    }
    return DocentException.stop(
        placeOf(value) + ": " + pathOf(key) + " is " + Places.shown(value) + ", must be " + rule);
  }

  private <T> T typed(String key, String rule, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigException e) {
      throw wrong(key, rule);
    }
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private ConfigValue valueOf(String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      throw new IllegalStateException(pathOf(key) + " is missing in reference.conf");
    }
    return value;
  }

  /** A built-in value can only be at fault together with a written one: then the file is named. */
  private String placeOf(ConfigValue value) {
    return value.origin().resource() != null ? source : Places.of(value);
  }

  private static String quoted(String key) {
    return '"' + key + '"';
  }
}
