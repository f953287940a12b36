package org.docent.tests.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Machines on a network of their own: kernel network namespaces on a bridge, whose cables can be
 * pulled. A packet to a machine that is cut off gets no answer, not even a refusal, as on a real
 * network. Takes root and iproute2; files are those of the one machine beneath.
 */
public final class TestNetwork implements AutoCloseable {

  private static final AtomicInteger NETWORKS = new AtomicInteger();

  /** Interfaces have names of 15 letters at most. */
  private final String name =
      "dc" + Long.toString(ProcessHandle.current().pid(), 36) + NETWORKS.getAndIncrement();

  private final Deque<String[]> undo = new ArrayDeque<>();
  private final List<Machine> machines = new ArrayList<>();

  private TestNetwork() {}

  /** A machine of the network. */
  public record Machine(String namespace, String cable, String address) {

    /** What a command begins with that is to run there. */
    public List<String> entering() {
      return List.of("ip", "netns", "exec", namespace);
    }

    /** Pulls the cable. */
    public void cutOff() {
      run("ip", "link", "set", cable, "down");
    }

    /** Plugs it in again. */
    public void heal() {
      run("ip", "link", "set", cable, "up");
    }
  }

  /**
   * A network without machines; where the kernel allows none, the test is left out and says why.
   */
  public static TestNetwork make() {
    TestNetwork network = new TestNetwork();
    try {
      network.makeBridge();
      return network;
    } catch (IllegalStateException | UncheckedIOException e) {
      network.close();
      String reason = "no network namespaces here, nothing was cut: " + e.getMessage();
      System.err.println(reason);
      return abort(reason);
    }
  }

  private void makeBridge() {
    String trial = name + "t";
    run("ip", "netns", "add", trial);
    run("ip", "netns", "del", trial);
    run("ip", "link", "add", name, "type", "bridge");
    undo.push(new String[] {"ip", "link", "del", name});
    run("ip", "link", "set", name, "up");
  }

  /** Adds a machine. */
  public Machine machine() {
    int number = machines.size() + 1;
    Machine machine = new Machine(name + "n" + number, name + "v" + number, "10.213.77." + number);
    String inside = machine.namespace;
    run("ip", "netns", "add", inside);
    undo.push(new String[] {"ip", "netns", "del", inside}); // its end of the cable goes with it
    run(
        "ip",
        "link",
        "add",
        machine.cable,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        inside);
    run("ip", "link", "set", machine.cable, "master", name);
    run("ip", "-n", inside, "addr", "add", machine.address + "/24", "dev", "eth0");
    run("ip", "-n", inside, "link", "set", "lo", "up");
    run("ip", "-n", inside, "link", "set", "eth0", "up");
    run("ip", "link", "set", machine.cable, "up");
    machines.add(machine);
    return machine;
  }

  /** Takes everything away; processes that still run there lose their network. */
  @Override
  public void close() {
    while (!undo.isEmpty()) {
      try {
        run(undo.pop());
      } catch (IllegalStateException | UncheckedIOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", Arrays.asList(command)) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
