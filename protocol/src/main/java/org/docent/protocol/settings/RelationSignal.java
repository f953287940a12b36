package org.docent.protocol.settings;

import java.util.Locale;

/** How the teacher's relation matrices travel. */
public enum RelationSignal {
  /** As hidden states at the visual rows, from which the student makes them. */
  DERIVED,
  /** As upper triangles. */
  PACKED;

  /** The name in configurations: {@code packed}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RelationSignal of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
