package org.docent.coordinator.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.docent.actors.node.NodeSystem;
import org.docent.coordinator.cli.client.CoordinatorFiles;
import org.docent.coordinator.management.ManagementServer;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.status.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a coordinator's node is found: its file in the run directory, and its management endpoint if
 * one is wanted. Both are there as long as the node is.
 */
final class CoordinatorPresence {

  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);

  private CoordinatorPresence() {}

  /**
   * Shows a node.
   *
   * @param alone whether it begins a cluster of its own
   * @param coordinator the coordinator, wherever it runs; null before the node is a member
   */
  static void show(
      CoordinatedRun run,
      ActorSystem<?> node,
      boolean alone,
      Supplier<@Nullable ActorRef<CoordinatorProtocol.Command>> coordinator) {
    CoordinatorFiles files = new CoordinatorFiles(run.directory());
    String address = NodeSystem.addressOf(node);
    Optional<ManagementServer> endpoint =
        ManagementServer.start(
            run.loaded().settings().cluster().management(), () -> status(node, coordinator.get()));
    files.enter(address, endpoint.map(ManagementServer::url).orElse(null), alone);
    node.getWhenTerminated()
        .thenRun(
            () -> {
              files.leave(address);
              endpoint.ifPresent(ManagementServer::close);
            });
  }

  private static CompletionStage<RunStatus> status(
      ActorSystem<?> node, @Nullable ActorRef<CoordinatorProtocol.Command> coordinator) {
    if (coordinator == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the node is no member of the cluster yet"));
    }
    CompletionStage<ClientProtocol.Command> answer =
        AskPattern.ask(
            coordinator, CoordinatorProtocol.StatusRequest::new, STATUS_TIMEOUT, node.scheduler());
    return answer.thenApply(status -> ((ClientProtocol.Status) status).run());
  }
}
