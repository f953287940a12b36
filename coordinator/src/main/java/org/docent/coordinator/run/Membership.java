package org.docent.coordinator.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.ClusterEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import org.docent.coordinator.run.CoordinatorEvent.NodeChanged;
import org.docent.coordinator.run.CoordinatorEvent.NodeReachable;
import org.docent.coordinator.run.CoordinatorEvent.NodeRemoved;
import org.docent.coordinator.run.CoordinatorEvent.NodeUnreachable;
import org.docent.protocol.control.CoordinatorProtocol.Command;

/** The cluster's news as messages of the coordinator. */
final class Membership {

  private Membership() {}

  /** Has the coordinator told of members that come, go and do not answer. */
  static void tell(ActorContext<Command> coordinator, Cluster cluster) {
    ActorRef<ClusterEvent.MemberEvent> members =
        coordinator.messageAdapter(ClusterEvent.MemberEvent.class, Membership::translate);
    ActorRef<ClusterEvent.ReachabilityEvent> reachability =
        coordinator.messageAdapter(ClusterEvent.ReachabilityEvent.class, Membership::translate);
    cluster.subscriptions().tell(Subscribe.create(members, ClusterEvent.MemberEvent.class));
    cluster
        .subscriptions()
        .tell(Subscribe.create(reachability, ClusterEvent.ReachabilityEvent.class));
  }

  private static Command translate(ClusterEvent.MemberEvent event) {
    return event instanceof ClusterEvent.MemberRemoved removed
        ? new NodeRemoved(removed.member().address())
        : NodeChanged.INSTANCE;
  }

  private static Command translate(ClusterEvent.ReachabilityEvent event) {
    return event instanceof ClusterEvent.UnreachableMember
        ? new NodeUnreachable(event.member().address())
        : new NodeReachable(event.member().address());
  }
}
