package org.docent.tests.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.docent.coordinator.cli.Main;

/**
 * One {@code docent} command in a Java process of its own, with this test's class path and
 * environment.
 */
public final class DocentProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Short lives: compiling little and collecting on one thread starts soonest. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Dai.djl.offline=true",
          "-Djava.awt.headless=true",
          "-Dfile.encoding=UTF-8",
          "-Dlogback.configurationFile=" + Path.of("..", "conf", "logback.xml").toAbsolutePath());

  private final Process process;
  private final Path answer;
  private final Path log;
  private final List<String> arguments;

  private DocentProcess(Process process, Path answer, Path log, List<String> arguments) {
    this.process = process;
    this.answer = answer;
    this.log = log;
    this.arguments = arguments;
  }

  /** Starts a command; its outputs go to two files beside {@code workFolder}'s other files. */
  public static DocentProcess start(Path workFolder, String... arguments) {
    return startBy(List.of(), workFolder, arguments);
  }

  /**
   * The same by another command.
   *
   * @param prefix runs the command that follows it in its own place
   */
  static DocentProcess startBy(List<String> prefix, Path workFolder, String... arguments) {
    try {
      Files.createDirectories(workFolder);
      Path answer = Files.createTempFile(workFolder, "docent-" + arguments[0] + "-", ".out");
      Path log = Files.createTempFile(workFolder, "docent-" + arguments[0] + "-", ".log");
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(OPTIONS);
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(Main.class.getName());
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(workFolder.toFile())
              .redirectOutput(answer.toFile())
              .redirectError(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      return new DocentProcess(process, answer, log, List.of(arguments));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Runs a command to its end and returns what it printed; fails when its exit code is not the
   * expected one.
   */
  public static String run(int expectedExit, Path workFolder, String... arguments) {
    try (DocentProcess process = start(workFolder, arguments)) {
      int exit = process.await();
      if (exit != expectedExit) {
        throw new AssertionError(
            "docent "
                + String.join(" ", arguments)
                + " ended with "
                + exit
                + ", expected "
                + expectedExit
                + ":\n"
                + process.printed());
      }
      return process.printed();
    }
  }

  /** Runs a command to its good end and returns what it answered, without its log. */
  public static String answerOf(Path workFolder, String... arguments) {
    try (DocentProcess process = start(workFolder, arguments)) {
      if (process.await() != 0) {
        throw new AssertionError(process.printed());
      }
      return process.answer();
    }
  }

  /** Waits for the end and returns the exit code. */
  public int await() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "docent "
                + String.join(" ", arguments)
                + " did not end in "
                + PATIENCE
                + ":\n"
                + printed());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** What it answered and logged so far. */
  public String printed() {
    return answer() + read(log);
  }

  /** What it wrote to its standard output so far. */
  public String answer() {
    return read(answer);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  public Process process() {
    return process;
  }

  /** SIGKILL: nothing of it gets a chance to tidy up. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** SIGSTOP: it does nothing any more and holds what it has, its connections too. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it was frozen. */
  public void wake() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("no signal " + name + " reached docent " + arguments);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** SIGTERM, as Ctrl-C's near kin. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
