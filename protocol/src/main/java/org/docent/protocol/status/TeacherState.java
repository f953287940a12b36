package org.docent.protocol.status;

import java.util.Locale;

/** What the coordinator makes of a teacher. */
public enum TeacherState {
  /** It loads, or has not proved itself yet. */
  JOINED,
  /** It gets work. */
  ADMITTED,
  /** It leaves: it only serves what it holds. */
  DRAINING,
  UNREACHABLE,
  QUARANTINED,
  REFUSED;

  /** The name in text and JSON: {@code admitted}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
