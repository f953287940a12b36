package org.docent.actors.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.stream.SignalServer;
import org.docent.actors.stream.StreamOptions;
import org.docent.protocol.settings.StreamSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running teacher or student node: its actor system and its end of the data plane, which closes
 * when the system has ended. It ends by itself when the run has, and leaves the cluster in order
 * when it is closed.
 */
public final class DocentNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DocentNode.class);
  private static final Duration LEAVING = Duration.ofSeconds(20);

  private final ActorSystem<?> system;
  private final Runnable leave;

  private DocentNode(ActorSystem<?> system, Runnable leave) {
    this.system = system;
    this.leave = leave;
  }

  /**
   * Starts a teacher node.
   *
   * @throws org.docent.protocol.failure.DocentException when an address cannot be bound, or its
   *     certificate is not for it
   */
  public static DocentNode teacher(NodeSettings node, TeacherParts parts, StreamSettings stream) {
    String host = stream.host().isEmpty() ? node.host() : stream.host();
    if (node.tls() != null) {
      node.tls().requireGoodFor(host);
    }
    SignalServer server =
        SignalServer.start(
            parts.outboxes(), StreamOptions.of(stream, node.tls()), host, stream.port());
    return start(
        node,
        TeacherNode.create(parts, server.location(host)),
        server,
        TeacherNode.DrainAll.INSTANCE);
  }

  /**
   * Starts a student node.
   *
   * @throws org.docent.protocol.failure.DocentException when its address cannot be bound
   */
  public static DocentNode student(NodeSettings node, StudentParts parts, StreamSettings stream) {
    SignalClient client =
        new SignalClient(
            parts.outboxes(), StreamOptions.of(stream, node.tls()), parts.sameProcess());
    return start(node, StudentNode.create(parts, client), client, StudentNode.Leave.INSTANCE);
  }

  private static <T, C extends AutoCloseable> DocentNode start(
      NodeSettings node, Behavior<T> guardian, C dataPlane, T leave) {
    ActorSystem<T> system;
    try {
      system = NodeSystem.start(node, guardian);
    } catch (RuntimeException e) {
      closeQuietly(dataPlane);
      throw e;
    }
    system.getWhenTerminated().whenComplete((done, failure) -> closeQuietly(dataPlane));
    return new DocentNode(system, () -> system.tell(leave));
  }

  public ActorSystem<?> system() {
    return system;
  }

  /** Where other nodes join this one, as {@code host:port}. */
  public String address() {
    return NodeSystem.addressOf(system);
  }

  /** Completes when the node has ended. */
  public CompletionStage<Done> whenEnded() {
    return system.getWhenTerminated();
  }

  /**
   * Has the node end in order, by itself and in its time: a teacher serves what it holds until
   * nobody wants it, a student commits a checkpoint at its step's end.
   */
  public void leave() {
    leave.run();
  }

  /**
   * Whether the node, now that it has ended, was let into a cluster and not taken for lost there.
   */
  public boolean endedWell() {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .filter(
            reason ->
                reason.equals(CoordinatedShutdown.clusterDowningReason())
                    || reason.equals(CoordinatedShutdown.clusterJoinUnsuccessfulReason()))
        .isEmpty();
  }

  /** Leaves the cluster and ends; waits a bounded time for it. */
  @Override
  public void close() {
    if (!NodeSystem.end(system, LEAVING)) {
      log.warn("node {} did not end within {}", system.name(), LEAVING);
    }
  }

  private static void closeQuietly(AutoCloseable dataPlane) {
    try {
      dataPlane.close();
    } catch (Exception e) {
      log.warn("the data plane did not close", e);
    }
  }
}
