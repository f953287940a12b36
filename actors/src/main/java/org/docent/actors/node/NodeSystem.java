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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

  /** How long a node of its own process looks for the cluster: the coordinator may start later. */
  private static final String JOINING = "60s";

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
   * @throws DocentException when its address cannot be bound
   */
  public static <T> ActorSystem<T> start(NodeSettings node, Behavior<T> guardian) {
    return start(node, guardian, null);
  }

  /**
   * Starts a node that can run the coordinator; it joins in the background.
   *
   * @throws DocentException when its address cannot be bound
   */
  public static <T> ActorSystem<T> start(
      NodeSettings node, Behavior<T> guardian, @Nullable CoordinatorPlace place) {
    ActorSystem<T> system = create(node, guardian, place);
    if (node.seeds().isEmpty()) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    if (node.ownsProcess()) {
      sayWhenJoined(system, node);
      explainEnd(system, node);
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

  /** Akka ends the process when nobody answers, or it was given up, without a clear word. */
  private static void explainEnd(ActorSystem<?> system, NodeSettings node) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "explain-end",
        () -> {
          CoordinatedShutdown.Reason reason = shutdown.getShutdownReason().orElse(null);
          if (CoordinatedShutdown.clusterDowningReason().equals(reason)) {
            log.error(
                "the cluster took this node for lost, since it was not to be reached for some seconds,"
                    + " and goes on without it; start it again to have it back");
          } else if (CoordinatedShutdown.clusterJoinUnsuccessfulReason().equals(reason)) {
            log.error(
                "nobody let this node into a cluster at {} within {}; start the coordinator and give"
                    + " its address as --join",
                String.join(", ", node.seeds()),
                JOINING);
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        });
  }

  /** Where other nodes join this one, as {@code host:port}. */
  public static String addressOf(ActorSystem<?> system) {
    Address address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  private static <T> ActorSystem<T> create(
      NodeSettings node, Behavior<T> guardian, @Nullable CoordinatorPlace place) {
    try {
      Config configuration = configuration(node, place);
      BootstrapSetup bootstrap = BootstrapSetup.create(configuration);
      ActorSystemSetup setup =
          place == null
              ? ActorSystemSetup.create(bootstrap)
              : ActorSystemSetup.create(bootstrap, place);
      return ActorSystem.create(guardian, NAME, setup);
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
    if (node.ownsProcess() || (place != null && !node.seeds().isEmpty())) {
      own.put("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes", JOINING);
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
