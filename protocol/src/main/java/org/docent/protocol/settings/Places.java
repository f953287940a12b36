package org.docent.protocol.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** Where a value of the configuration stands and how it looks, for a person to find it. */
final class Places {

  private Places() {}

  static String of(ConfigValue value) {
    return of(value.origin());
  }

  /** File and line, or what else the value came from: {@code my.conf line 12}. */
  static String of(@Nullable ConfigOrigin origin) {
    if (origin == null) {
      return "the configuration";
    }
    String file = origin.filename();
    String source = file != null ? file : origin.description().replaceFirst(": \\d+(-\\d+)?$", "");
    return file != null && origin.lineNumber() > 0
        ? source + " line " + origin.lineNumber()
        : source;
  }

  /** The value as a person wrote it. */
  static String shown(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }
}
