package org.docent.protocol.settings;

import java.util.Locale;

/** The types that packed relation matrices may have on the way. */
public enum RelationDtype {
  /** 11 bits of precision. */
  FP16,
  /** 255 levels over each sample's matrix. */
  INT8;

  /** The name in configurations: {@code int8}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RelationDtype of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
