package org.docent.protocol.settings;

import java.util.Locale;

/**
 * Whether the teacher's signals carry the features of the frozen vision tower, so that a student
 * with the same tower need not run it.
 */
public enum VisionSharing {
  /** Where the two towers are the same; the coordinator looks when a run begins. */
  AUTO,
  /** Wherever the student's tower is still the one it began with. */
  ALWAYS,
  /** The student runs its own. */
  NEVER;

  /** The name in configurations: {@code auto}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static VisionSharing of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
