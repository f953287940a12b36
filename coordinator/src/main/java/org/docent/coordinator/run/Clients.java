package org.docent.coordinator.run;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.docent.actors.node.NodeRole;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol.DrainTeachers;
import org.docent.protocol.control.CoordinatorProtocol.StatusRequest;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunStatus;

/** Answers commands that joined the cluster only to ask: who is there, and who shall leave. */
final class Clients {

  /** A teacher that is told to drain says so long before this, unless it was not heard. */
  private static final long BEFORE_TELLING_AGAIN = Duration.ofSeconds(10).toNanos();

  /** Clients that are told of the run's end. */
  private static final int REMEMBERED = 16;

  private final RunSetup setup;
  private final Cluster cluster;
  private final Peers peers;
  private final RunDesk desk;
  private final StatusReport report;
  private final Set<ActorRef<ClientProtocol.Command>> asking = new LinkedHashSet<>();
  private final Map<ActorRef<?>, Long> told = new HashMap<>();

  Clients(RunSetup setup, Cluster cluster, Peers peers, RunDesk desk, StatusBoard board) {
    this.setup = setup;
    this.cluster = cluster;
    this.peers = peers;
    this.desk = desk;
    this.report = new StatusReport(setup, desk, board);
  }

  void status(StatusRequest request) {
    asking.add(request.replyTo());
    if (asking.size() > REMEMBERED) {
      asking.remove(asking.iterator().next());
    }
    request.replyTo().tell(new ClientProtocol.Status(now()));
  }

  /** The run has ended: who asked last where it stands is told, for nobody will answer long. */
  void runEnded() {
    ClientProtocol.Status last = new ClientProtocol.Status(now());
    asking.forEach(client -> client.tell(last));
  }

  /** Where the run stands now. */
  RunStatus now() {
    Set<Address> unreachable =
        cluster.state().getUnreachable().stream().map(Member::address).collect(Collectors.toSet());
    return report.of(
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(member -> !member.status().equals(MemberStatus.removed()))
            .map(member -> node(member, !unreachable.contains(member.address())))
            .toList());
  }

  private NodeStatus node(Member member, boolean reachable) {
    String role =
        Arrays.stream(NodeRole.values())
            .map(NodeRole::key)
            .filter(member::hasRole)
            .findFirst()
            .orElse("unknown");
    Address address = member.address();
    boolean active =
        address.equals(cluster.selfMember().address())
            || !peers.teachersOn(address).isEmpty()
            || !peers.studentsOn(address).isEmpty();
    return new NodeStatus(role, hostPort(address), reachable, active);
  }

  private static String hostPort(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /**
   * Tells teachers to leave. Each once, since one that is told twice drops what it holds; one that
   * does not answer may not have heard it.
   */
  void drain(DrainTeachers request) {
    Map<TeacherId, ActorRef<TeacherProtocol.Command>> meant = meant(request.name());
    Set<Address> homes =
        meant.values().stream().map(ref -> ref.path().address()).collect(Collectors.toSet());
    if (meant.isEmpty()) {
      refuse(
          request,
          "no teacher %s is here: there are %s".formatted(request.name(), desk.roster().all()));
    } else if (homes.size() > 1) {
      refuse(
          request,
          "%s are workers of %d nodes: name one of them".formatted(meant.keySet(), homes.size()));
    } else {
      meant.forEach(this::tellOnce);
      request.replyTo().tell(new ClientProtocol.Draining(List.copyOf(meant.keySet()), null));
    }
  }

  private static void refuse(DrainTeachers request, String why) {
    request.replyTo().tell(new ClientProtocol.Draining(List.of(), why));
  }

  /** The teacher of that name, or the workers of the node of that name. */
  private Map<TeacherId, ActorRef<TeacherProtocol.Command>> meant(String name) {
    Map<TeacherId, ActorRef<TeacherProtocol.Command>> meant = new TreeMap<>();
    for (TeacherId id : desk.roster().all()) {
      ActorRef<TeacherProtocol.Command> ref = peers.teacher(id);
      if (ref != null && id.value().equals(name)) {
        return Map.of(id, ref);
      }
      if (ref != null && id.value().startsWith(name + "-") && isNumber(id, name.length() + 1)) {
        meant.put(id, ref);
      }
    }
    return meant;
  }

  private static boolean isNumber(TeacherId id, int from) {
    return id.value().substring(from).matches("[0-9]+");
  }

  private void tellOnce(TeacherId id, ActorRef<TeacherProtocol.Command> teacher) {
    long now = setup.nanoClock().getAsLong();
    Long before = told.get(teacher);
    boolean heard = desk.roster().isDraining(id);
    if (!heard && (before == null || now - before > BEFORE_TELLING_AGAIN)) {
      told.put(teacher, now);
      teacher.tell(TeacherProtocol.Drain.INSTANCE);
    }
  }
}
