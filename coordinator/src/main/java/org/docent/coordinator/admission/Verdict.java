package org.docent.coordinator.admission;

import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/** What is decided about a teacher that shows its credentials. */
public sealed interface Verdict {

  /**
   * It may work.
   *
   * @param comparedWith the teacher its canary was compared with; null for the first
   * @param deviation of its canary from that teacher's; 0 for the first
   * @param warning what is unlike and allowed; null for nothing
   */
  record Admitted(@Nullable TeacherId comparedWith, double deviation, @Nullable String warning)
      implements Verdict {}

  /**
   * It may not.
   *
   * @param reason a whole sentence
   */
  record Refused(String reason) implements Verdict {}
}
