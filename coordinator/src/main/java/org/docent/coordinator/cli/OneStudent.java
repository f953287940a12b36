package org.docent.coordinator.cli;

import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.jspecify.annotations.Nullable;

/** Picks the student a command looks at from a run that may have several. */
final class OneStudent {

  private OneStudent() {}

  /**
   * The run as that student sees it.
   *
   * @param name may be left out where there is only one
   * @throws DocentException when it says which student neither by name nor by being alone
   */
  static RunSettings of(RunSettings run, @Nullable String name) {
    if (name == null && run.students().size() == 1) {
      return run;
    }
    return run.alone().stream()
        .filter(alone -> alone.student().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                DocentException.stop(
                    "--student is %s, must be one of %s"
                        .formatted(
                            name == null ? "not given" : "\"" + name + "\"",
                            String.join(
                                ", ",
                                run.students().stream().map(StudentSettings::name).toList()))));
  }
}
