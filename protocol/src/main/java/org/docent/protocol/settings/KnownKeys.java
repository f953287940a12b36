package org.docent.protocol.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that exist: those of reference.conf, with every stage taking those of stage-defaults.
 */
final class KnownKeys {

  /** The group whose children are stages by name. */
  static final String STAGE = "stage";

  /** The group of a run's only student, on which several fall back. */
  static final String STUDENT = "student";

  /** The group whose children are students by name. */
  static final String STUDENTS = "students";

  /** The group that every stage falls back on. */
  static final String STAGE_DEFAULTS = "stage-defaults";

  private static final ConfigObject REFERENCE =
      ConfigFactory.parseResources(KnownKeys.class.getClassLoader(), "reference.conf")
          .getObject("docent");

  private static final ConfigObject STAGE_KEYS = REFERENCE.toConfig().getObject(STAGE_DEFAULTS);

  private static final ConfigObject STUDENT_KEYS =
      REFERENCE.toConfig().getObject(STUDENT).withoutKey("name");

  private KnownKeys() {}

  /** The built-in values, presets included. */
  static ConfigObject reference() {
    return REFERENCE;
  }

  /** Refuses keys that do not exist, and groups where a value belongs or the other way round. */
  static void check(ConfigObject user) {
    for (Map.Entry<String, ConfigValue> entry : user.entrySet()) {
      String key = entry.getKey();
      if (key.equals(STAGE)) {
        checkEach(STAGE, entry.getValue(), STAGE_KEYS);
      } else if (key.equals(STUDENTS)) {
        checkEach(STUDENTS, entry.getValue(), STUDENT_KEYS);
      } else {
        checkEntry(key, entry.getValue(), REFERENCE.get(key));
      }
    }
  }

  private static void checkEach(String group, ConfigValue named, ConfigObject keys) {
    for (Map.Entry<String, ConfigValue> each : group(group, named).entrySet()) {
      if (!each.getKey().matches("[A-Za-z0-9_-]+")) {
        throw DocentException.stop(
            Places.of(each.getValue())
                + ": "
                + group
                + " has the name \""
                + each.getKey()
                + "\", must be of letters, digits, hyphens and underscores");
      }
      checkEntry(group + "." + each.getKey(), each.getValue(), keys);
    }
  }

  private static void checkEntry(String path, ConfigValue value, @Nullable ConfigValue known) {
    if (known == null) {
      throw unknown(path, value);
    }
    if (known instanceof ConfigObject knownGroup) {
      group(path, value)
          .forEach((key, inner) -> checkEntry(path + "." + key, inner, knownGroup.get(key)));
    } else if (value instanceof ConfigObject) {
      throw DocentException.stop(
          Places.of(value) + ": " + path + " is a group { … }, must be a single value");
    }
  }

  private static ConfigObject group(String path, ConfigValue value) {
    if (value instanceof ConfigObject group) {
      return group;
    }
    throw DocentException.stop(
        Places.of(value)
            + ": "
            + path
            + " is "
            + Places.shown(value)
            + ", must be a group of keys { … }");
  }

  private static DocentException unknown(String path, ConfigValue value) {
    return DocentException.stop(
        Places.of(value)
            + ": unknown key "
            + path
            + ", the nearest known key is "
            + nearest(path)
            + "; all keys and their defaults stand in reference.conf");
  }

  /** The known key with the fewest edits, or one of the same name in another group. */
  private static String nearest(String path) {
    List<String> known = new ArrayList<>();
    collect("", REFERENCE, known);
    String[] parts = path.split("\\.", 3);
    if (parts.length == 3 && parts[0].equals(STAGE)) {
      collect(STAGE + "." + parts[1] + ".", STAGE_KEYS, known);
    } else if (parts.length == 3 && parts[0].equals(STUDENTS)) {
      collect(STUDENTS + "." + parts[1] + ".", STUDENT_KEYS, known);
    }
    return known.stream()
        .min(Comparator.comparingInt((String key) -> distance(path, key)).thenComparing(k -> k))
        .orElseThrow();
  }

  private static void collect(String prefix, ConfigObject group, List<String> into) {
    group.forEach(
        (key, value) -> {
          if (prefix.isEmpty() && key.equals(STAGE)) {
            return;
          }
          into.add(prefix + key);
          if (value instanceof ConfigObject inner) {
            collect(prefix + key + ".", inner, into);
          }
        });
  }

  private static int distance(String path, String known) {
    int elsewhere = 1 + 2 * EditDistance.between(leaf(path), leaf(known));
    return Math.min(EditDistance.between(path, known), elsewhere);
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
