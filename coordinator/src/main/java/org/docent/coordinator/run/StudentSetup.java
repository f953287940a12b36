package org.docent.coordinator.run;

import java.util.Optional;
import java.util.function.Supplier;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;

/**
 * What a coordinator is given of one student.
 *
 * @param run the run as this student sees it: with no other student, in its own directory
 * @param configuration the same as HOCON, for its trainer
 * @param start where it is taken up; asked whenever a coordinator starts, so that one that moved
 *     finds the newest checkpoint
 * @param end how its part in the run has ended, if it has; asked at the same time
 */
public record StudentSetup(
    RunSettings run,
    String configuration,
    Supplier<Cursor> start,
    Supplier<Optional<RunOutcome>> end) {

  /** A student that has its way before it. */
  public StudentSetup(RunSettings run, String configuration, Supplier<Cursor> start) {
    this(run, configuration, start, Optional::empty);
  }

  public StudentId id() {
    return new StudentId(run.student().name(), 0);
  }
}
