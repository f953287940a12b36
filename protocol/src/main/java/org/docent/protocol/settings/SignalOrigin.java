package org.docent.protocol.settings;

import java.util.Arrays;
import java.util.Locale;

/** Where a run's signals come from. */
public enum SignalOrigin {
  /** Teachers compute them during the run. */
  LIVE,
  /** A store has them all; no teacher is needed. */
  STORE,
  /** A store where it has them, teachers for the rest. */
  STORE_THEN_LIVE,
  /** Teachers compute them for a store, and nothing is trained: what docent capture does. */
  CAPTURE;

  /** The name in configurations: {@code store-then-live}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String[] keys() {
    return Arrays.stream(values()).map(SignalOrigin::key).toArray(String[]::new);
  }

  static SignalOrigin of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether signals are looked for in a store. */
  public boolean reads() {
    return this == STORE || this == STORE_THEN_LIVE;
  }
}
