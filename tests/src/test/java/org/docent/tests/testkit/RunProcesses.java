package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.tests.testkit.TestNetwork.Machine;
import org.jspecify.annotations.Nullable;

/** The golden run with each role as a process of its own. */
public final class RunProcesses implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final List<DocentProcess> processes = new ArrayList<>();
  private String address = "";
  private @Nullable Machine machine;

  /** The run's files go to {@code folder}. */
  public RunProcesses(Path folder) {
    this.folder = folder;
  }

  /** The nodes to come run on that machine. */
  public RunProcesses on(Machine machine) {
    this.machine = machine;
    return this;
  }

  /** Starts the coordinator and waits until it can be joined. */
  public DocentProcess coordinator(String... settings) {
    return coordinator(GoldenFixture.configuration(folder), settings);
  }

  /** The same with more lines at the end of the run's configuration. */
  public DocentProcess coordinatorOf(String lines) throws IOException {
    Path conf = GoldenFixture.configuration(folder);
    Files.writeString(conf, lines + "\n", StandardOpenOption.APPEND);
    return coordinator(conf);
  }

  private DocentProcess coordinator(Path conf, String... settings) {
    List<String> options = new ArrayList<>(List.of("--role", "coordinator", "--conf"));
    options.add(conf.toString());
    for (String setting : settings) {
      options.add("--set");
      options.add(setting);
    }
    DocentProcess coordinator = node(options);
    address = addressOf(coordinator, "coordinator");
    return coordinator;
  }

  /** Goes on with a run whose processes are gone; new ones join this coordinator. */
  public DocentProcess resume(RunFolder run) {
    DocentProcess coordinator =
        node(List.of("--role", "coordinator", "--resume", run.path().toString()));
    address = addressOf(coordinator, "coordinator");
    return coordinator;
  }

  /** Starts a coordinator that joins workers which have none. */
  public DocentProcess coordinatorThrough(String worker, RunFolder run) {
    address = worker;
    return standby(run);
  }

  /**
   * Waits until a node says where it can be joined.
   *
   * @param what what it says it is
   */
  public String addressOf(DocentProcess node, String what) {
    Pattern said = Pattern.compile(what + "(?: \\S+)? at (\\S+:\\d+)");
    Await.until(
        "the address of the " + what,
        PATIENCE,
        () -> {
          assertThat(node.alive()).as(node::printed).isTrue();
          return said.matcher(node.answer()).find();
        });
    Matcher found = said.matcher(node.answer());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** Where the coordinator can be joined, as {@code host:port}. */
  public String address() {
    return address;
  }

  /** Starts a node that stands by for the coordinator of that run. */
  public DocentProcess standby(RunFolder run) {
    return join("--role", "coordinator", "--resume", run.path().toString());
  }

  /** Waits until a process has said that. */
  public void awaitPrinted(DocentProcess process, String text) {
    Await.until(
        text,
        PATIENCE,
        () -> {
          assertThat(process.alive()).as(process::printed).isTrue();
          return process.printed().contains(text);
        },
        process::printed);
  }

  /** Starts a node that joins the coordinator. */
  public DocentProcess join(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--join");
    all.add(address);
    return node(all);
  }

  /** SIGKILL; how it ends is no matter. */
  public void kill(DocentProcess process) {
    process.kill();
    processes.remove(process);
  }

  /** SIGSTOP: it is there and does nothing. */
  public void freeze(DocentProcess process) {
    signal("-STOP", process);
  }

  /** SIGCONT. */
  public void wake(DocentProcess process) {
    signal("-CONT", process);
  }

  private static void signal(String signal, DocentProcess process) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(process.process().pid()))
              .inheritIO()
              .start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** How this one ended is no matter. */
  public void forget(DocentProcess process) {
    processes.remove(process);
  }

  /** Waits until all that were not killed have ended with success. */
  public void assertAllEndWell() {
    for (DocentProcess process : processes) {
      assertThat(process.await()).as(process::printed).isZero();
    }
  }

  @Override
  public void close() {
    processes.forEach(DocentProcess::close);
  }

  private DocentProcess node(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("node"));
    arguments.addAll(options);
    List<String> entering = List.of();
    if (machine != null) {
      arguments.addAll(List.of("--host", machine.address()));
      entering = machine.entering();
    }
    DocentProcess process =
        DocentProcess.startBy(entering, folder, arguments.toArray(String[]::new));
    processes.add(process);
    return process;
  }
}
