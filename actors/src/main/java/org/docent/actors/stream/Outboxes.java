package org.docent.actors.stream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullKind;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;

/**
 * The outboxes of one process and the identity of that process: made once by whoever starts its
 * nodes and shared by them all, so that a student finds a teacher of its own process without a
 * socket. Safe for use by any thread.
 */
public final class Outboxes {

  private final String process;
  private final Map<TeacherId, Outbox> outboxes = new ConcurrentHashMap<>();

  /** An identity is unique to a process, such as a random UUID. */
  public Outboxes(Supplier<String> identity) {
    this.process = identity.get();
  }

  public String process() {
    return process;
  }

  /** The outbox of that teacher, made when there is none. */
  public Outbox open(TeacherId teacher) {
    return outboxes.computeIfAbsent(teacher, id -> new Outbox());
  }

  public Optional<Outbox> find(TeacherId teacher) {
    return Optional.ofNullable(outboxes.get(teacher));
  }

  /** Forgets the outbox of a teacher that has left. */
  public void close(TeacherId teacher) {
    outboxes.remove(teacher);
  }

  Lookup signal(PullRequest request) {
    return find(request.teacher())
        .map(outbox -> outbox.get(request.id(), request.epoch()))
        .orElseGet(() -> unknown(request));
  }

  static Lookup.Refused unknown(PullRequest request) {
    String what = request.kind() == PullKind.HEAD ? "no head of teacher " : "no outbox of teacher ";
    return new Lookup.Refused(
        PullStatus.UNKNOWN, LeaseEpoch.NONE, what + request.teacher() + " is served here");
  }
}
