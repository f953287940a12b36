package org.docent.coordinator.run;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.docent.coordinator.run.CoordinatorEvent.StudentTerminated;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.id.StudentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The students' side of the coordinator's door: has done what {@link StudentPosts} decides about
 * those who register, stop and leave. Messages, death watch and what the desk hears are here.
 */
final class StudentRegistry {

  private static final Logger log = LoggerFactory.getLogger(StudentRegistry.class);

  /** Cluster role of the nodes that have a student. */
  private static final String ROLE = "student";

  /** Heartbeats in which a student that serves has said so to a coordinator that has moved. */
  private static final int GRACE_HEARTBEATS = 3;

  private final ActorContext<Command> context;
  private final Cluster cluster;
  private final RunSetup setup;
  private final Peers peers;
  private final RunDesk desk;
  private final StudentPosts<ActorRef<StudentProtocol.Command>> posts;
  private final MissingStudents missing = new MissingStudents();

  StudentRegistry(
      ActorContext<Command> context, Cluster cluster, RunSetup setup, Peers peers, RunDesk desk) {
    this.context = context;
    this.cluster = cluster;
    this.setup = setup;
    this.peers = peers;
    this.desk = desk;
    Set<String> before = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      if (member.hasRole(ROLE)) {
        before.add(member.address().toString());
      }
    }
    long grace = setup.settings().work().heartbeat().multipliedBy(GRACE_HEARTBEATS).toNanos();
    this.posts =
        new StudentPosts<>(
            setup.students().stream().map(StudentSetup::id).toList(),
            ref -> peers.nodeOf(ref).toString(),
            new Muster(before, now() + grace));
  }

  void here(RegisterStudent message) {
    StudentId id = message.student();
    if (desk.remembersEndOf(id) || !isMember(message.replyTo())) {
      return;
    }
    if (desk.awaits(id)) {
      follow(posts.here(id, message.replyTo(), message.serves(), message.next(), now()));
    } else {
      message.replyTo().tell(StudentProtocol.Stop.INSTANCE);
    }
  }

  /** One that slept while its node was removed is not heard: it will find that out and end. */
  private boolean isMember(ActorRef<StudentProtocol.Command> ref) {
    Address node = ref.path().address();
    return node.hasLocalScope()
        || StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .anyMatch(member -> member.address().equals(node));
  }

  void terminated(StudentTerminated message) {
    follow(posts.stopped(message.student(), message.ref(), now()));
  }

  void unreachable(Address node) {
    posts.nodeUnreachable(node.toString());
    peers.studentsOn(node).forEach(desk::studentAway);
  }

  void reachable(Address node) {
    follow(posts.nodeReachable(node.toString(), now()));
  }

  void removed(Address node) {
    follow(posts.nodeLeft(node.toString(), now()));
  }

  /** Time has passed: says for whom the run waits. */
  void tick() {
    follow(posts.tick(now()));
    for (StudentSetup student : setup.students()) {
      StudentId id = student.id();
      if (desk.isOver(id)) {
        follow(posts.close(id));
        missing.found(id);
      } else if (posts.serving(id) == null && missing.due(id, now())) {
        log.warn(
            "the run waits for student {}: nobody serves or stands by; start a node --role student --name {}",
            id,
            id.name());
        setup.tell(o -> o.studentAwaited(id));
      }
    }
  }

  /** The run has ended: nobody is needed to stand by. */
  void close() {
    setup.students().forEach(student -> follow(posts.close(student.id())));
  }

  private void follow(List<Ruling<ActorRef<StudentProtocol.Command>>> rulings) {
    rulings.forEach(this::follow);
  }

  private void follow(Ruling<ActorRef<StudentProtocol.Command>> ruling) {
    StudentId id = ruling.student();
    ActorRef<StudentProtocol.Command> ref = ruling.ref();
    if (ruling instanceof Ruling.GoesHome<?> || desk.isOver(id)) {
      ref.tell(StudentProtocol.Stop.INSTANCE);
    } else if (ruling instanceof Ruling.Serves<?> serves) {
      missing.found(id);
      if (serves.newcomer()) {
        peers.put(id, ref);
        watch(id, ref);
      }
      desk.studentAt(id, serves.newcomer(), serves.next());
    } else if (ruling instanceof Ruling.StandsBy<?> standby) {
      ref.tell(StudentProtocol.StandBy.INSTANCE);
      if (standby.newcomer()) {
        watch(id, ref);
        log.info("one more student {} stands by, on {}", id, peers.nodeOf(ref));
        setup.tell(o -> o.studentStandsBy(id));
      }
    } else if (ruling instanceof Ruling.Lost<?> lost) {
      peers.remove(id);
      missing.lost(id, now());
      desk.studentGone(id, lost.reason());
    }
  }

  private void watch(StudentId id, ActorRef<StudentProtocol.Command> ref) {
    context.unwatch(ref);
    context.watchWith(ref, new StudentTerminated(id, ref));
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }
}
