package org.docent.coordinator.run;

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
 */
public record StudentSetup(RunSettings run, String configuration, Supplier<Cursor> start) {

  public StudentId id() {
    return new StudentId(run.student().name(), 0);
  }
}
