package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The golden run on a cluster of processes that a seed draws trouble for: two coordinators, two
 * teachers, a student and its standby. Any of them is killed or frozen at any moment, or all are
 * killed at once. {@code docent cluster up} starts again whoever has ended; after all have died it
 * is told to go on with what is in the run directory.
 */
public final class Chaos implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Longer than a lease, and than the cluster waits for a node. */
  private static final Duration LONG_SLEEP = Duration.ofSeconds(12);

  /** Longer than a lease alone. */
  private static final Duration SHORT_SLEEP = Duration.ofMillis(3_500);

  private static final List<String> SIZE =
      List.of("--teachers", "2", "--standby-students", "1", "--coordinators", "2");

  private static final List<String> SETTINGS =
      List.of(
          "teacher.random-delay=500ms",
          "work.lease=3s",
          "work.strikes=50",
          "stage-defaults.save-steps=2");

  private final Path folder;
  private final RunFolder run;
  private final SplittableRandom random;
  private final List<String> history = new ArrayList<>();
  private DocentProcess cluster;

  /** Starts the run in {@code folder}. */
  public Chaos(Path folder, long seed) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
    this.random = new SplittableRandom(seed);
    List<String> begin = new ArrayList<>();
    begin.add(GoldenFixture.configuration(folder).toString());
    begin.addAll(SETTINGS);
    this.cluster = up(begin);
  }

  /** What was done to whom, in order. */
  public List<String> history() {
    return history;
  }

  /** Trains to the end through so many strikes. */
  public void train(int strikes) {
    awaitSteps(1);
    for (int strike = 0; strike < strikes && cluster.alive(); strike++) {
      awaitSteps(Math.min(GoldenFixture.STEPS, run.steps() + random.nextInt(3)));
      pass(Duration.ofMillis(random.nextInt(1_000)));
      strike();
    }
    assertThat(cluster.await()).as("%s%n%s", history, cluster.printed()).isZero();
  }

  private void strike() {
    switch (random.nextInt(9)) {
      case 0, 1 -> kill("teacher");
      case 2 -> freeze("teacher", random.nextBoolean() ? SHORT_SLEEP : LONG_SLEEP);
      case 3, 4 -> kill("student");
      case 5 -> freeze("student", LONG_SLEEP);
      case 6, 7 -> kill("coordinator");
      default -> killAll();
    }
  }

  private void kill(String role) {
    oneOf(role)
        .ifPresent(
            victim -> {
              note("kill " + role);
              victim.destroyForcibly();
            });
  }

  private void freeze(String role, Duration length) {
    oneOf(role)
        .ifPresent(
            victim -> {
              note("freeze " + role + " for " + length);
              signal("STOP", victim);
              pass(length);
              signal("CONT", victim);
            });
  }

  private void killAll() {
    note("kill all");
    List<ProcessHandle> all = cluster.process().descendants().toList();
    cluster.kill();
    all.forEach(ProcessHandle::destroyForcibly);
    Await.until("their end", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    cluster = up(List.of("--resume", run.path().toString()));
  }

  private DocentProcess up(List<String> how) {
    List<String> arguments = new ArrayList<>(List.of("cluster", "up"));
    arguments.addAll(how);
    arguments.addAll(SIZE);
    return DocentProcess.start(folder, arguments.toArray(String[]::new));
  }

  private void note(String what) {
    history.add("step " + run.steps() + ": " + what);
  }

  private Optional<ProcessHandle> oneOf(String role) {
    List<ProcessHandle> all =
        cluster
            .process()
            .children()
            .filter(child -> isOf(role, child))
            .sorted(Comparator.comparingLong(ProcessHandle::pid))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** A long class path hides the last arguments from what Java says of a process. */
  private static boolean isOf(String role, ProcessHandle process) {
    try {
      Path said = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
      return Files.readString(said).contains("\0--role\0" + role + "\0");
    } catch (NoSuchFileException e) {
      return false; // it ended just now
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(time + " to pass", PATIENCE, () -> System.nanoTime() >= end);
  }

  private void awaitSteps(int steps) {
    Await.until(
        "step " + steps + " after " + history,
        PATIENCE,
        () -> run.steps() >= steps || !cluster.alive());
  }

  @Override
  public void close() {
    cluster.process().descendants().forEach(ProcessHandle::destroyForcibly);
    cluster.close();
  }
}
