package org.docent.actors.node;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a node of its own process looks for the cluster. Akka ends the process when
 * nobody answers, without a word; here is said what hinders, and where trying on is no use the end
 * comes at once.
 */
final class JoinAttempt {

  private static final Logger log = LoggerFactory.getLogger(JoinAttempt.class);

  /** How long a node looks for the cluster: the coordinator may start later. */
  static final Duration LASTS = Duration.ofSeconds(60);

  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final NodeSettings node;
  private final CoordinatedShutdown shutdown;
  private List<Knock> found = List.of();
  private boolean explained;

  private JoinAttempt(NodeSettings node, CoordinatedShutdown shutdown) {
    this.node = node;
    this.shutdown = shutdown;
  }

  /** Watches a node that has begun to join. */
  static void watch(ActorSystem<?> system, NodeSettings node) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    JoinAttempt attempt = new JoinAttempt(node, shutdown);
    Cancellable looking =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                FIRST_LOOK,
                BETWEEN_LOOKS,
                attempt::look,
                system.dispatchers().lookup(DispatcherSelector.blocking()));
    Cluster.get(system).registerOnMemberUp(looking::cancel);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "explain-vain-join",
        () -> {
          looking.cancel();
          return attempt.explain();
        });
  }

  private static boolean isInVain(CoordinatedShutdown shutdown) {
    return shutdown
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterJoinUnsuccessfulReason()::equals)
        .isPresent();
  }

  /** What is found twice in a row at every address, and is of the hopeless kind, ends the node. */
  private synchronized void look() {
    List<Knock> now = new ArrayList<>();
    node.seeds().forEach(seed -> Knock.at(seed, node.tls(), PATIENCE).ifPresent(now::add));
    boolean hopeless = now.size() == node.seeds().size() && now.stream().allMatch(Knock::hopeless);
    if (hopeless && now.equals(found) && !explained) {
      explained = true;
      log.error("this node cannot join: {}", reasons(now));
      shutdown.run(CoordinatedShutdown.clusterJoinUnsuccessfulReason());
    }
    found = List.copyOf(now);
  }

  private synchronized CompletionStage<Done> explain() {
    if (isInVain(shutdown) && !explained) {
      explained = true;
      log.error(
          "nobody let this node into a cluster at {} within {}{}; start the coordinator and give its"
              + " address as --join",
          String.join(", ", node.seeds()),
          LASTS.toSeconds() + " s",
          found.isEmpty() ? "" : " (" + reasons(found) + ")");
    }
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  private static String reasons(List<Knock> knocks) {
    return knocks.stream().map(Knock::reason).collect(Collectors.joining("; "));
  }
}
