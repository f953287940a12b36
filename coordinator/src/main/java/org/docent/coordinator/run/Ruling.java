package org.docent.coordinator.run;

import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * What {@link StudentPosts} decides about one who would be a student.
 *
 * @param <R> a reference to it
 */
public sealed interface Ruling<R> {

  StudentId student();

  R ref();

  /**
   * It is the one who serves.
   *
   * @param newcomer whether it was not until now
   * @param next the step it wants; null when it has no weights, as one who stood by has none
   */
  record Serves<R>(StudentId student, R ref, boolean newcomer, @Nullable StepId next)
      implements Ruling<R> {}

  /**
   * It waits for the one who serves to be lost.
   *
   * @param newcomer whether it is here for the first time
   */
  record StandsBy<R>(StudentId student, R ref, boolean newcomer) implements Ruling<R> {}

  /** It is not wanted. */
  record GoesHome<R>(StudentId student, R ref) implements Ruling<R> {}

  /** It served and is gone. */
  record Lost<R>(StudentId student, R ref, String reason) implements Ruling<R> {}
}
