package org.docent.actors.node;

import akka.Done;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An actor system that is a member of a Docent cluster, over Artery. */
public final class ClusterMember implements AutoCloseable {

  /** Every member's system has this name; members of other names do not meet. */
  public static final String SYSTEM = "docent";

  private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);
  private static final Duration CLOSE = Duration.ofSeconds(15);
  private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

  private final ActorSystem<Void> system;

  private ClusterMember(ActorSystem<Void> system) {
    this.system = system;
  }

  /**
   * Starts a member and lets it join.
   *
   * @param host address to bind and to be known by
   * @param port 0 for any free one
   * @param join {@code host:port} of members; empty begins a cluster of its own
   * @throws DocentException when the address cannot be bound or a member's is no address
   */
  public static ClusterMember start(NodeRole role, String host, int port, List<String> join) {
    List<Address> members = join.stream().map(ClusterMember::address).toList();
    ActorSystem<Void> system = bind(role, host, port);
    Cluster cluster = Cluster.get(system);
    if (members.isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster.manager().tell(new JoinSeedNodes(members));
    }
    return new ClusterMember(system);
  }

  public ActorSystem<Void> system() {
    return system;
  }

  /** {@code host:port} by which others join. */
  public String address() {
    Address own = Cluster.get(system).selfMember().address();
    return own.getHost().orElseThrow() + ":" + own.getPort().orElseThrow();
  }

  /** Completes when the member has stopped, by itself or because it was told to. */
  public CompletionStage<Done> whenStopped() {
    return system.getWhenTerminated();
  }

  /** Starts a worker; one that throws is started anew, a little later each time. */
  <T> ActorRef<T> spawn(Behavior<T> worker, String name) {
    Behavior<T> supervised =
        Behaviors.supervise(worker)
            .onFailure(SupervisorStrategy.restartWithBackoff(MIN_BACKOFF, MAX_BACKOFF, 0.1));
    return system.systemActorOf(supervised, name, Props.empty());
  }

  /** Leaves the cluster and stops. */
  @Override
  public void close() {
    try {
      CoordinatedShutdown.get(system)
          .runAll(CoordinatedShutdown.clusterLeavingReason())
          .toCompletableFuture()
          .get(CLOSE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("node {} did not leave its cluster in {}", system.address(), CLOSE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ActorSystem<Void> bind(NodeRole role, String host, int port) {
    Config own =
        ConfigFactory.parseMap(
            Map.of(
                "akka.remote.artery.canonical.hostname", host,
                "akka.remote.artery.canonical.port", port,
                "akka.cluster.roles", List.of(role.key())));
    Config config =
        own.withFallback(ConfigFactory.parseResources(ClusterMember.class, "node.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    try {
      return ActorSystem.create(Behaviors.empty(), SYSTEM, config);
    } catch (RuntimeException e) {
      throw DocentException.stop(
          "the control plane cannot listen on %s:%d (%s): choose an address of this machine that is free"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  private static Address address(String hostAndPort) {
    if (!hostAndPort.matches("[^:]+:\\d{1,5}")) {
      throw DocentException.stop(
          "\"%s\" is no address of a member: it must be HOST:PORT".formatted(hostAndPort));
    }
    return AddressFromURIString.parse("akka://" + SYSTEM + "@" + hostAndPort);
  }
}
