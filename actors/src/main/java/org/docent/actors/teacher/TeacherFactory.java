package org.docent.actors.teacher;

import org.docent.model.distill.Teacher;

/** Loads a teacher; called on the device's own thread. */
@FunctionalInterface
public interface TeacherFactory {

  /**
   * Opens the teacher of a run.
   *
   * @param configuration the run's resolved configuration as HOCON
   * @throws org.docent.protocol.failure.DocentException when it cannot be loaded
   */
  Teacher open(String configuration);
}
