package org.docent.coordinator.run;

import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of those who took part in what has ended, once it is remembered: were they let go first
 * and the coordinator lost, its successor would wait for them for ever.
 */
@FunctionalInterface
interface Farewell {

  /** Remembers nothing. */
  Farewell AT_ONCE = (student, outcome, goodbye) -> goodbye.run();

  /**
   * Says goodbye after the outcome is remembered, in the caller's thread.
   *
   * @param student whose part has ended; null for the whole run
   */
  void after(@Nullable StudentId student, RunOutcome outcome, Runnable goodbye);
}
