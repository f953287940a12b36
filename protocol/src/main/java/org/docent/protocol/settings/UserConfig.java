package org.docent.protocol.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.docent.protocol.failure.DocentException;

/**
 * What a person wrote: a file with overrides on top, substitutions resolved, keys in their one
 * spelling. What it says is not judged here.
 */
final class UserConfig {

  /** What overrides say they come from. */
  static final String COMMAND_LINE = "command line";

  private UserConfig() {}

  static ConfigObject read(Path file, List<String> overrides) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw DocentException.stop(
          "configuration file "
              + file
              + " does not exist or cannot be read; name an existing file");
    }
    try {
      ConfigParseOptions options =
          ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new LoudIncluder(file));
      return resolve(overrides, ConfigFactory.parseFile(file.toFile(), options));
    } catch (ConfigException e) {
      throw readable(e, file.toString());
    }
  }

  static ConfigObject readText(String text, String source) {
    try {
      ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(source);
      return resolve(List.of(), ConfigFactory.parseString(text, options));
    } catch (ConfigException e) {
      throw readable(e, source);
    }
  }

  /** Overrides of nothing. */
  static ConfigObject of(List<String> overrides) {
    try {
      return resolve(overrides, ConfigFactory.empty());
    } catch (ConfigException e) {
      throw readable(e, COMMAND_LINE);
    }
  }

  private static ConfigObject resolve(List<String> overrides, Config base) {
    Config merged = withHyphens("", base.root()).toConfig();
    for (String override : overrides) {
      merged = override(override).withFallback(merged);
    }
    return withHyphens("", merged.resolve().root());
  }

  /** One {@code key=value}; a list, a group, a quoted or substituted value is HOCON, else text. */
  private static Config override(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw DocentException.stop(
          COMMAND_LINE + ": \"" + text + "\" is no key=value, as in stage.dpt.learning-rate=1e-3");
    }
    String key = text.substring(0, equals).strip();
    String value = text.substring(equals + 1).strip();
    Config config;
    try {
      if (value.equals("null") || value.matches("(?s)[\\[{\"].*|.*\\$\\{.*")) {
        ConfigParseOptions options =
            ConfigParseOptions.defaults().setOriginDescription(COMMAND_LINE);
        config = ConfigFactory.parseString(key + " = " + value, options);
      } else {
        config = nested(ConfigUtil.splitPath(key), value);
      }
    } catch (ConfigException e) {
      throw DocentException.stop(
          COMMAND_LINE + ": \"" + text + "\" is not readable as HOCON: " + detailOf(e), e);
    }
    return withHyphens("", config.root()).toConfig();
  }

  /** The groups on the way to the value say where they come from, as the value itself does. */
  private static Config nested(List<String> path, String value) {
    ConfigOrigin origin = ConfigOriginFactory.newSimple(COMMAND_LINE);
    ConfigValue built = ConfigValueFactory.fromAnyRef(value, COMMAND_LINE);
    for (int i = path.size() - 1; i >= 0; i--) {
      built = ConfigFactory.empty().root().withValue(path.get(i), built).withOrigin(origin);
    }
    return ((ConfigObject) built).toConfig();
  }

  /** Renames keys with underscores, names of stages and students excepted. */
  private static ConfigObject withHyphens(String path, ConfigObject group) {
    ConfigObject result = group;
    List<Map.Entry<String, ConfigValue>> entries;
    try {
      entries = new ArrayList<>(group.entrySet());
    } catch (ConfigException.NotResolved waitsForSubstitution) {
      return group;
    }
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String written = entry.getKey();
      String key = isNamed(path) ? written : written.replace('_', '-');
      if (!key.equals(written) && group.containsKey(key)) {
        throw DocentException.stop(
            Places.of(entry.getValue()) + ": " + key + " is given twice, also as " + written);
      }
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject inner) {
        value = withHyphens(path.isEmpty() ? key : path + "." + key, inner);
      }
      result = result.withoutKey(written).withValue(key, value);
    }
    return result;
  }

  private static boolean isNamed(String path) {
    return path.equals(KnownKeys.STAGE) || path.equals(KnownKeys.STUDENTS);
  }

  private static DocentException readable(ConfigException e, String source) {
    String detail = detailOf(e);
    String where = e.origin() == null ? source : Places.of(e.origin());
    if (e instanceof ConfigException.UnresolvedSubstitution) {
      return DocentException.stop(
          where
              + ": "
              + detail.replaceFirst("^.*?(\\$\\{[^}]*}).*$", "$1")
              + " is not set; set that environment variable or write the value in its place",
          e);
    }
    return DocentException.stop(where + ": not readable as HOCON: " + detail, e);
  }

  private static String detailOf(ConfigException e) {
    String detail = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description() + ": ";
    return detail.startsWith(place) ? detail.substring(place.length()) : detail;
  }

  /** HOCON leaves out an included file that is missing; here it is an error. */
  private record LoudIncluder(Path file) implements ConfigIncluder {

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      ConfigParseable included = context.relativeTo(what);
      try {
        if (included != null) {
          return included.parse(context.parseOptions().setAllowMissing(false));
        }
      } catch (ConfigException.IO e) {
        throw missing(what);
      }
      throw missing(what);
    }

    private DocentException missing(String what) {
      return DocentException.stop(
          file + ": the included file \"" + what + "\" does not exist or cannot be read");
    }
  }
}
