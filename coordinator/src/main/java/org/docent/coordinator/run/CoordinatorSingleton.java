package org.docent.coordinator.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import org.docent.protocol.control.CoordinatorProtocol.Command;

/**
 * The one coordinator of a cluster, on the oldest node with the role {@value #ROLE}. The references
 * given here are proxies: they find it wherever it is, and hold messages back while it moves.
 */
public final class CoordinatorSingleton {

  /** Cluster role of the nodes that may run the coordinator. */
  public static final String ROLE = "coordinator";

  private CoordinatorSingleton() {}

  /** For a node with the role: may run the coordinator, and reaches it wherever it runs. */
  public static ActorRef<Command> init(ActorSystem<?> system, RunSetup setup) {
    return init(system, SingletonActor.of(Coordinator.create(setup), ROLE));
  }

  /**
   * For a node with the role.
   *
   * @param behavior the coordinator, should it run here
   * @param handOver tells it to end so that another node's can begin
   */
  public static ActorRef<Command> init(
      ActorSystem<?> system, Behavior<Command> behavior, Command handOver) {
    return init(system, SingletonActor.of(behavior, ROLE).withStopMessage(handOver));
  }

  /** For a node without the role: reaches the coordinator. */
  public static ActorRef<Command> proxy(ActorSystem<?> system) {
    return init(system, SingletonActor.of(Behaviors.empty(), ROLE));
  }

  private static ActorRef<Command> init(ActorSystem<?> system, SingletonActor<Command> singleton) {
    ClusterSingletonSettings settings = ClusterSingletonSettings.create(system).withRole(ROLE);
    return ClusterSingleton.get(system).init(singleton.withSettings(settings));
  }
}
