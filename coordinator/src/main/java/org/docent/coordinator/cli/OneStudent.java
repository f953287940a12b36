package org.docent.coordinator.cli;

import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --student NAME}: which student a command looks at, of a run that may have several. */
final class OneStudent {

  @Option(
      names = "--student",
      paramLabel = "NAME",
      description = "Which student, where the configuration has several.")
  private @Nullable String name;

  /**
   * The run as that student sees it.
   *
   * @throws DocentException when it says which student neither by name nor by being alone
   */
  RunSettings of(RunSettings run) {
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
