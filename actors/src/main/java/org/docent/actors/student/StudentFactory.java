package org.docent.actors.student;

import java.nio.file.Path;
import org.docent.model.train.Student;

/** Opens a student; called on the device's own thread. */
@FunctionalInterface
public interface StudentFactory {

  /**
   * Opens the student of a run.
   *
   * @param configuration the run's resolved configuration as HOCON
   * @param runDirectory where checkpoints and the final model go
   * @throws org.docent.protocol.failure.DocentException when it cannot be opened
   */
  Student open(String configuration, Path runDirectory);
}
