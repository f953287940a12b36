package org.docent.protocol.settings;

import java.util.Arrays;

/** The rules that settings share; a message begins with the key, then value and rule. */
final class Rules {

  private Rules() {}

  static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(key + " is " + value + ", must be " + rule);
    }
  }

  static void requireAtLeast(int least, String key, int value) {
    require(value >= least, key, value, "at least " + least);
  }

  static void requirePort(String key, int port) {
    require(port >= 0 && port <= 65_535, key, port, "0 to 65535");
  }

  static void requireOneOf(String key, String value, String... words) {
    require(Arrays.asList(words).contains(value), key, value, "one of " + String.join(", ", words));
  }
}
