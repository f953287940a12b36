package org.docent.coordinator.cli;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.docent.actors.node.CoordinatorPlace;
import org.docent.coordinator.run.CoordinatorSingleton;

/** The other nodes of the cluster that can run the coordinator. */
final class Coordinators {

  private Coordinators() {}

  /**
   * Whether this node sees the members as they were when it became one: Akka's view of them follows
   * a moment after it says so.
   */
  static boolean areKnown(ActorSystem<?> system) {
    return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
  }

  /** Those that can be reached, as {@code host:port}, the oldest first. */
  static Stream<String> others(ActorSystem<?> system) {
    return members(system)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(member -> text(member.address()));
  }

  /** One that is there for another run. */
  static Optional<String> otherRun(ActorSystem<?> system, String label) {
    return members(system)
        .filter(member -> !runOf(member).equals(label))
        .map(member -> text(member.address()))
        .findFirst();
  }

  /** The label of the run that a node is there for. */
  static String runOf(ActorSystem<?> system, String address) {
    return members(system)
        .filter(member -> text(member.address()).equals(address))
        .map(Coordinators::runOf)
        .findFirst()
        .orElse("");
  }

  private static String runOf(Member member) {
    for (String role : member.getRoles()) {
      if (role.startsWith(CoordinatorPlace.RUN_ROLE)) {
        return role.substring(CoordinatorPlace.RUN_ROLE.length());
      }
    }
    return "";
  }

  private static Stream<Member> members(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    CurrentClusterState state = cluster.state();
    Address self = cluster.selfMember().address();
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> member.hasRole(CoordinatorSingleton.ROLE))
        .filter(member -> !member.address().equals(self))
        .filter(member -> !state.getUnreachable().contains(member))
        .sorted(Comparator.comparingInt(Member::upNumber));
  }

  private static String text(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
