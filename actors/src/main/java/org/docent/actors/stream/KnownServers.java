package org.docent.actors.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/**
 * The servers a client pulls from, and its connections to each that no pull uses. One is kept to
 * every server in use, so that the end of a server's process shows at once: a connection that
 * closes unasked means that, or that the server found it idle, which another connection tells
 * apart. Belongs to the client's event loop, but for {@link #watch}.
 */
final class KnownServers {

  /** Looks at a server that nobody pulls from any more, at its idle time from each other. */
  private static final int LOOKS = 8;

  private static final class Server {
    final Deque<PullConnection> free = new ArrayDeque<>();
    final Set<TeacherId> teachers = new TreeSet<>();
    int open;
    int looks;
    boolean lost;
  }

  private final Map<SignalLocation, Server> servers = new HashMap<>();
  private volatile SignalSource.Watcher watcher = (teacher, reason) -> {};

  /** Has that one hear of servers that are lost, instead of the one before; from any thread. */
  void watch(SignalSource.Watcher next) {
    watcher = next;
  }

  /** A connection that is open and free for that pull, null when there is none. */
  @Nullable PullConnection take(IncomingPayload<?> pull) {
    Server server = of(pull.location());
    server.looks = 0;
    if (!server.lost) {
      server.teachers.add(pull.teacher());
    }
    PullConnection connection = server.free.poll();
    while (connection != null && !connection.isOpen()) {
      connection = server.free.poll();
    }
    return connection;
  }

  /** A connection to that server was opened. */
  void opened(SignalLocation at) {
    Server server = of(at);
    server.open++;
    server.lost = false;
  }

  /** A connection is free for another pull. */
  void free(SignalLocation at, PullConnection connection) {
    if (connection.isOpen()) {
      of(at).free.push(connection);
    }
  }

  /** Whether that is the only connection to its server, kept to see whether that one lives. */
  boolean isTheOnly(SignalLocation at) {
    return of(at).open == 1;
  }

  /**
   * A connection has closed.
   *
   * @param unasked whether it was free and nobody here had closed it
   * @return how often the server was looked at since it was last pulled from, when it should be
   *     looked at once more; -1 when it need not
   */
  int closed(SignalLocation at, boolean unasked) {
    Server server = of(at);
    server.open--;
    return unasked && server.open == 0 && server.looks < LOOKS ? server.looks++ : -1;
  }

  /** That server lets nobody connect; told once until it does again. */
  void refused(SignalLocation at, String reason) {
    Server server = of(at);
    if (!server.lost) {
      server.lost = true;
      server.teachers.forEach(teacher -> watcher.unreachable(teacher, reason));
      server.teachers.clear();
    }
  }

  private Server of(SignalLocation at) {
    return servers.computeIfAbsent(at, any -> new Server());
  }
}
