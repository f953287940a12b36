package org.docent.coordinator.cli.launch;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.docent.actors.node.NodeRole;
import org.docent.coordinator.cli.client.CoordinatorFiles;
import org.docent.protocol.failure.DocentException;

/**
 * The processes of a cluster on this machine: starts them, says who has joined, starts again what
 * dies, and waits for the run's end. Looks at everything a few times a second, on one thread.
 */
final class LocalCluster implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int LOOKS_A_SECOND = 5;
  private static final int LOOKS_BETWEEN_STEPS = 5 * LOOKS_A_SECOND;

  /** Starts in a row that did not lead into the cluster, after which it is left alone. */
  private static final int VAIN_STARTS = 5;

  /** How long members may take to end once the run has, before and after they are told. */
  private static final int LOOKS_FOR_THE_END = 20 * LOOKS_A_SECOND;

  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(2, "SIGINT", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  private final CoordinatorFiles coordinators;
  private final RunNews news;
  private final boolean restarts;
  private final PrintStream out;
  private final List<Member> members = new ArrayList<>();
  private final Map<Member, Long> startAt = new java.util.HashMap<>();
  private long looks;
  private volatile boolean stopping;

  /**
   * A cluster without members.
   *
   * @param restarts whether a process that dies is started again
   */
  LocalCluster(Path runDirectory, RunNews news, boolean restarts, PrintStream out) {
    this.coordinators = new CoordinatorFiles(runDirectory);
    this.news = news;
    this.restarts = restarts;
    this.out = out;
  }

  /** Starts a member. */
  void start(Member member) {
    members.add(member);
    member.start();
  }

  /** Whether any coordinator but that one is alive. */
  boolean hasOtherCoordinator(String than) {
    return members.stream()
        .anyMatch(
            member ->
                member.role() == NodeRole.COORDINATOR
                    && !member.name().equals(than)
                    && member.isAlive());
  }

  /**
   * Waits until a coordinator can be joined; false when it found nothing left to do, which is said.
   *
   * @throws DocentException with what it said when it fails before that
   */
  boolean awaitCoordinator(Member coordinator) {
    while (!coordinator.hasJoined() && !stopping) {
      sayWhoJoined();
      Optional<Integer> end = coordinator.hasJoined() ? Optional.empty() : coordinator.takeEnd();
      if (end.isPresent() && end.get() == 0) {
        coordinator.answer().forEach(out::println);
        return false;
      }
      if (end.isPresent()) {
        throw DocentException.stop(coordinator.lastWords());
      }
      pause();
    }
    return true;
  }

  /**
   * Watches over the members until the run has ended and they have.
   *
   * @throws DocentException with the reason of a failed run
   */
  void awaitEnd() {
    while (news.end().isEmpty() && !(stopping && nobodyIsLeft())) {
      look();
      pause();
    }
    news.steps().forEach(out::println);
    awaitMembers();
    Optional<RunNews.End> end = news.end();
    if (end.isEmpty()) {
      out.println("stopped: nothing of the run is alive");
    } else if (end.get().failed()) {
      throw DocentException.stop(String.join("; ", end.get().lines()));
    } else {
      end.get().lines().forEach(out::println);
    }
  }

  /** From now on nothing is started again. */
  void stopRestarting() {
    stopping = true;
  }

  /** Tells all coordinators to stop the run; for when they cannot be asked. */
  void terminateCoordinators() {
    members.stream()
        .filter(member -> member.role() == NodeRole.COORDINATOR)
        .forEach(Member::terminate);
  }

  void kill() {
    members.forEach(Member::kill);
  }

  private void look() {
    looks++;
    sayWhoJoined();
    news.lines().forEach(out::println);
    if (looks % LOOKS_BETWEEN_STEPS == 0) {
      news.steps().forEach(out::println);
    }
    for (Member member : List.copyOf(members)) {
      member.takeEnd().ifPresent(exit -> ended(member, exit));
      Long due = startAt.get(member);
      if (due != null && looks >= due) {
        startAt.remove(member);
        if (!stopping) {
          member.start();
        }
      }
    }
  }

  private void sayWhoJoined() {
    Map<Long, String> addresses = new TreeMap<>();
    coordinators.found().forEach(entry -> addresses.put(entry.pid(), entry.address()));
    for (Member member : members) {
      String address = addresses.get(member.pid());
      if (member.role() == NodeRole.COORDINATOR && !member.hasJoined() && address != null) {
        member.enters();
        say(member, "is at " + address);
      } else if (member.role() != NodeRole.COORDINATOR && member.hasJustJoined()) {
        say(member, "has joined");
      }
    }
  }

  private void say(Member member, String what) {
    out.printf("%s %s: pid %d, log %s%n", member.name(), what, member.pid(), member.log());
  }

  private void ended(Member member, int exit) {
    news.lines().forEach(out::println); // the run may have ended before it
    if (news.end().isPresent() || stopping) {
      return;
    }
    if (exit == 0) {
      out.printf("%s has left; the run goes on%n", member.name());
    } else if (!restarts) {
      out.printf("%s ended with %s: %s%n", member.name(), spoken(exit), member.lastWords());
      requireCoordinator(member);
    } else if (member.vainStarts() >= VAIN_STARTS) {
      out.printf(
          "%s ended %d times before it had joined and is not started again: %s%n",
          member.name(), member.vainStarts(), member.lastWords());
      requireCoordinator(member);
    } else {
      int seconds = member.pauseSeconds();
      startAt.put(member, looks + (long) seconds * LOOKS_A_SECOND);
      out.printf(
          "%s ended with %s and is started again in %d s%n", member.name(), spoken(exit), seconds);
    }
  }

  /** Without a coordinator nothing can go on. */
  private void requireCoordinator(Member ended) {
    if (ended.role() == NodeRole.COORDINATOR && !hasOtherCoordinator(ended.name())) {
      throw DocentException.stop("no coordinator is left: " + ended.lastWords());
    }
  }

  private static String spoken(int exit) {
    String signal = SIGNALS.get(exit - SIGNALLED);
    return signal == null ? "exit code " + exit : signal;
  }

  private boolean nobodyIsLeft() {
    return members.stream().noneMatch(Member::isAlive);
  }

  private void awaitMembers() {
    await(LOOKS_FOR_THE_END);
    if (!nobodyIsLeft()) {
      members.forEach(Member::terminate);
      await(LOOKS_FOR_THE_END);
    }
  }

  private void await(int atMostLooks) {
    for (int left = atMostLooks; left > 0 && !nobodyIsLeft(); left--) {
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(LOOK.toNanos());
  }

  /** Nothing of it stays behind. */
  @Override
  public void close() {
    kill();
  }
}
