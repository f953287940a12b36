package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The golden run with each role as a process of its own. */
public final class RunProcesses implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern ADDRESS = Pattern.compile("coordinator at (\\S+:\\d+),");

  private final Path folder;
  private final List<DocentProcess> processes = new ArrayList<>();
  private String address = "";

  /** The run's files go to {@code folder}. */
  public RunProcesses(Path folder) {
    this.folder = folder;
  }

  /** Starts the coordinator and waits until it can be joined. */
  public DocentProcess coordinator(String... settings) {
    List<String> options = new ArrayList<>(List.of("--role", "coordinator", "--conf"));
    options.add(GoldenFixture.configuration(folder).toString());
    for (String setting : settings) {
      options.add("--set");
      options.add(setting);
    }
    DocentProcess coordinator = node(options);
    Await.until(
        "the coordinator's address",
        PATIENCE,
        () -> {
          assertThat(coordinator.alive()).as(coordinator::printed).isTrue();
          return ADDRESS.matcher(coordinator.answer()).find();
        });
    Matcher found = ADDRESS.matcher(coordinator.answer());
    assertThat(found.find()).isTrue();
    address = found.group(1);
    return coordinator;
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
        });
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
    DocentProcess process = DocentProcess.start(folder, arguments.toArray(String[]::new));
    processes.add(process);
    return process;
  }
}
