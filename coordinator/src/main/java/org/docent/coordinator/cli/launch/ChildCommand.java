package org.docent.coordinator.cli.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** A docent command in a JVM of its own that is like this one. */
final class ChildCommand {

  private static final String MAIN = "org.docent.coordinator.cli.Main";

  /** Options of this JVM that are not meant for its children. */
  private static final List<String> OWN =
      List.of("-agentlib:jdwp", "-Xrunjdwp", "-Ddocent.terminal");

  private ChildCommand() {}

  /**
   * Starts a command whose whole output is appended to {@code log}.
   *
   * @throws DocentException when the machine cannot start it
   */
  static Process start(List<String> arguments, Path log) {
    try {
      return new ProcessBuilder(commandLine(arguments))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
    } catch (IOException e) {
      throw DocentException.stop(
          "a process of this cluster cannot be started (%s), its log is %s"
              .formatted(IoReason.of(e), log),
          e);
    }
  }

  private static List<String> commandLine(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (OWN.stream().noneMatch(option::startsWith)) {
        line.add(option);
      }
    }
    line.add("-Ddocent.terminal=false");
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(MAIN);
    line.addAll(arguments);
    line.add("--parent-pid");
    line.add(String.valueOf(ProcessHandle.current().pid()));
    if ("DEBUG".equals(System.getProperty("DOCENT_LOG_LEVEL"))) {
      line.add("--debug");
    }
    return line;
  }
}
