package org.docent.coordinator.cli.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSystem;
import org.jspecify.annotations.Nullable;

/** One process of a cluster: how it is started, and what is known of its life so far. */
final class Member {

  private static final int FIRST_PAUSE = 1;
  private static final int LONGEST_PAUSE = 30;

  private final String name;
  private final NodeRole role;
  private final Path log;
  private final Supplier<List<String>> arguments;
  private @Nullable Process process;
  private FileTail output;
  private boolean joined;
  private int vainStarts;

  /**
   * A member that has not been started.
   *
   * @param arguments of its command, asked at each start: a second start may need others
   */
  Member(String name, NodeRole role, Path log, Supplier<List<String>> arguments) {
    this.name = name;
    this.role = role;
    this.log = log;
    this.arguments = arguments;
    this.output = FileTail.fromEnd(log);
  }

  String name() {
    return name;
  }

  NodeRole role() {
    return role;
  }

  Path log() {
    return log;
  }

  void start() {
    output = FileTail.fromEnd(log);
    joined = false;
    vainStarts++;
    process = ChildCommand.start(arguments.get(), log);
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  long pid() {
    return process == null ? 0 : process.pid();
  }

  /** The exit code of a process that ended; a second call finds nothing. */
  Optional<Integer> takeEnd() {
    if (process == null || process.isAlive()) {
      return Optional.empty();
    }
    int exit = process.exitValue();
    process = null;
    return Optional.of(exit);
  }

  /** The lines that it has written since it was started or somebody asked. */
  List<String> answer() {
    return output.lines();
  }

  /** Whether it has joined since the last call. */
  boolean hasJustJoined() {
    if (joined || output.lines().stream().noneMatch(line -> line.contains(NodeSystem.JOINED))) {
      return false;
    }
    enters();
    return true;
  }

  /** It has joined, by whatever sign. */
  void enters() {
    joined = true;
    vainStarts = 0;
  }

  boolean hasJoined() {
    return joined;
  }

  /** Starts in a row after which it did not join. */
  int vainStarts() {
    return vainStarts;
  }

  /** Seconds before it is started again: longer after each start in vain. */
  int pauseSeconds() {
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(vainStarts, 5));
  }

  /** What its command said at its end, or where to read on. */
  String lastWords() {
    return FileTail.lastLine(log)
        .filter(line -> line.startsWith("docent: "))
        .map(line -> line.substring("docent: ".length()))
        .orElse("its log " + log + " says more");
  }

  void terminate() {
    if (process != null) {
      process.destroy();
    }
  }

  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
