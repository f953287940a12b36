package org.docent.actors.node;

import akka.Done;
import akka.actor.Address;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor system of a node as a member of the cluster. Its configuration is {@code node.conf}
 * beside this class over Akka's defaults, and nothing a file named application.conf says.
 */
public final class NodeSystem {

  private static final Logger log = LoggerFactory.getLogger(NodeSystem.class);
  private static final String NAME = "docent";

  /** How the line begins that a node of its own process logs once it is in the cluster. */
  public static final String JOINED = "joined the cluster at ";

  private static final String VAIN_JOIN_EXIT_CODE =
      "akka.coordinated-shutdown.reason-overrides"
          + ".\"akka.actor.CoordinatedShutdown$ClusterJoinUnsuccessfulReason$\".exit-code";

  private static final String DOWNING_EXIT_CODE =
      "akka.coordinated-shutdown.reason-overrides"
          + ".\"akka.actor.CoordinatedShutdown$ClusterDowningReason$\".exit-code";

  private NodeSystem() {}

  /**
   * Starts a node; it joins in the background.
   *
   * @throws DocentException when its address cannot be bound, or its certificate is not for it
   */
  public static <T> ActorSystem<T> start(NodeSettings node, Behavior<T> guardian) {
    return start(node, guardian, null);
  }

  /**
   * Starts a node that can run the coordinator; it joins in the background.
   *
   * @throws DocentException when its address cannot be bound, or its certificate is not for it
   */
  public static <T> ActorSystem<T> start(
      NodeSettings node, Behavior<T> guardian, @Nullable CoordinatorPlace place) {
    if (node.tls() != null) {
      node.tls().requireGoodFor(node.host());
    } else if (opensCluster(node, place) && !isLoopback(node.host())) {
      log.warn(
          "the cluster at {} has no TLS: whoever reaches it can join it; set tls, or keep it to a"
              + " network you trust",
          node.host());
    }
    ActorSystem<T> system = create(node, guardian, place);
    if (node.seeds().isEmpty()) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    if (givesUpJoining(node, place)) {
      JoinAttempt.watch(system, node);
    }
    if (node.ownsProcess()) {
      sayWhenJoined(system, node);
      explainDowning(system);
    }
    return system;
  }

  private static void sayWhenJoined(ActorSystem<?> system, NodeSettings node) {
    String seeds = String.join(", ", node.seeds());
    log.info("looks for the cluster at {}", seeds);
    akka.cluster.Cluster.get(Adapter.toClassic(system))
        .registerOnMemberUp(
            () ->
                log.info(
                    "{}{} as {} {}, and waits for its coordinator",
                    JOINED,
                    seeds,
                    node.role().key(),
                    addressOf(system)));
  }

  /** Akka ends the process of a node that was given up without a clear word. */
  private static void explainDowning(ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "explain-downing",
        () -> {
          if (shutdown
              .getShutdownReason()
              .filter(CoordinatedShutdown.clusterDowningReason()::equals)
              .isPresent()) {
            log.error(
                "the cluster took this node for lost, since it was not to be reached for some seconds,"
                    + " and goes on without it; start it again to have it back");
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        });
  }

  /** Whether it is there to be joined: a run's coordinator, or whoever begins a cluster. */
  private static boolean opensCluster(NodeSettings node, @Nullable CoordinatorPlace place) {
    return place != null || node.seeds().isEmpty();
  }

  /** A host that nobody knows is for Akka to refuse. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** Where other nodes join this one, as {@code host:port}. */
  public static String addressOf(ActorSystem<?> system) {
    Address address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /**
   * Has a node leave its cluster and end.
   *
   * @param within how long to wait for it
   * @return whether it has ended by then
   */
  public static boolean end(ActorSystem<?> system, Duration within) {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      return true;
    } catch (CompletionException e) {
      log.debug("a node did not end in {}", within, e);
      return false;
    }
  }

  private static <T> ActorSystem<T> create(
      NodeSettings node, Behavior<T> guardian, @Nullable CoordinatorPlace place) {
    try {
      return ActorSystem.create(guardian, NAME, setup(node, place));
    } catch (RuntimeException e) {
      throw DocentException.stop(
          "the node cannot start on "
              + node.host()
              + ":"
              + node.port()
              + " ("
              + reason(e)
              + "); set cluster.host and cluster.port (of the node command --host and --port) to an"
              + " address of this machine and a port that is free, 0 for any",
          e);
    }
  }

  private static ActorSystemSetup setup(NodeSettings node, @Nullable CoordinatorPlace place) {
    ActorSystemSetup setup =
        ActorSystemSetup.create(BootstrapSetup.create(configuration(node, place)));
    if (place != null) {
      setup = setup.withSetup(place);
    }
    return node.tls() == null ? setup : setup.withSetup(ControlTls.setup(node.tls()));
  }

  private static boolean givesUpJoining(NodeSettings node, @Nullable CoordinatorPlace place) {
    return node.ownsProcess() || (place != null && !node.seeds().isEmpty());
  }

  /** Akka tells its causes as text, each after the name of an exception. */
  private static String reason(RuntimeException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return said.substring(
        said.lastIndexOf("Exception: ") < 0 ? 0 : said.lastIndexOf("Exception: ") + 11);
  }

  static Config configuration(NodeSettings node, @Nullable CoordinatorPlace place) {
    String onOrOff = node.ownsProcess() ? "on" : "off";
    Map<String, Object> own = new HashMap<>();
    own.put("akka.remote.artery.canonical.hostname", node.host());
    own.put("akka.remote.artery.canonical.port", node.port());
    own.put("akka.remote.artery.transport", node.tls() == null ? "tcp" : "tls-tcp");
    own.put(
        "akka.cluster.roles",
        place == null ? List.of(node.role().key()) : List.of(node.role().key(), place.role()));
    own.put("akka.cluster.seed-nodes", node.seeds().stream().map(NodeSystem::uri).toList());
    own.put("akka.coordinated-shutdown.exit-jvm", onOrOff);
    own.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", onOrOff);
    own.put("akka.jvm-shutdown-hooks", onOrOff);
    if (node.ownsProcess()) {
      own.put(DOWNING_EXIT_CODE, 1);
    }
    if (givesUpJoining(node, place)) {
      own.put(
          "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes",
          JoinAttempt.LASTS.toSeconds() + "s");
      own.put(VAIN_JOIN_EXIT_CODE, 1);
    }
    return ConfigFactory.parseMap(own)
        .withFallback(
            ConfigFactory.parseResources(NodeSystem.class.getClassLoader(), resource("node.conf")))
        .withFallback(ConfigFactory.defaultReference(NodeSystem.class.getClassLoader()))
        .resolve();
  }

  private static String uri(String seed) {
    return "akka://" + NAME + "@" + seed;
  }

  private static String resource(String name) {
    return NodeSystem.class.getPackageName().replace('.', '/') + "/" + name;
  }
}
