package org.docent.protocol.settings;

import java.time.Duration;

/**
 * How many teachers a run waits for, and how long one that leaves is given.
 *
 * @param minTeachers admitted teachers before the first stage with a teacher begins
 * @param drainTimeout how long a teacher that leaves goes on serving what it holds
 */
public record TeacherPoolSettings(int minTeachers, Duration drainTimeout) {

  public static final TeacherPoolSettings DEFAULT =
      new TeacherPoolSettings(1, Duration.ofSeconds(60));

  public TeacherPoolSettings {
    Rules.requireAtLeast(1, "min-teachers", minTeachers);
    Rules.require(!drainTimeout.isNegative(), "drain-timeout", drainTimeout, "0s or more");
  }
}
