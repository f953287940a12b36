package org.docent.coordinator.run;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/**
 * The actors behind the names of teachers and of the students that serve. A teacher that was
 * replaced by a later one of the same name never comes back.
 */
final class Peers implements Outbound {

  private final Address self;
  private final Map<TeacherId, ActorRef<TeacherProtocol.Command>> teachers = new TreeMap<>();
  private final Map<StudentId, ActorRef<StudentProtocol.Command>> students = new TreeMap<>();
  private final Set<ActorRef<?>> replaced = new HashSet<>();

  Peers(Address self) {
    this.self = self;
  }

  @Override
  public void toTeacher(TeacherId teacher, TeacherProtocol.Command message) {
    ActorRef<TeacherProtocol.Command> ref = teachers.get(teacher);
    if (ref != null) {
      ref.tell(message);
    }
  }

  @Override
  public void toStudent(StudentId student, StudentProtocol.Command message) {
    ActorRef<StudentProtocol.Command> ref = students.get(student);
    if (ref != null) {
      ref.tell(message);
    }
  }

  boolean isReplaced(ActorRef<?> ref) {
    return replaced.contains(ref);
  }

  @Nullable ActorRef<TeacherProtocol.Command> teacher(TeacherId id) {
    return teachers.get(id);
  }

  void put(TeacherId id, ActorRef<TeacherProtocol.Command> ref) {
    ActorRef<TeacherProtocol.Command> before = teachers.put(id, ref);
    if (before != null && !before.equals(ref)) {
      replaced.add(before);
    }
  }

  void remove(TeacherId id) {
    teachers.remove(id);
  }

  /** That one serves as that student. */
  void put(StudentId id, ActorRef<StudentProtocol.Command> ref) {
    students.put(id, ref);
  }

  void remove(StudentId id) {
    students.remove(id);
  }

  /** The teachers that live on a node. */
  List<TeacherId> teachersOn(Address address) {
    return on(address, teachers);
  }

  /** The students that serve and live on a node. */
  List<StudentId> studentsOn(Address address) {
    return on(address, students);
  }

  private <I, M> List<I> on(Address address, Map<I, ActorRef<M>> peers) {
    return peers.entrySet().stream()
        .filter(peer -> nodeOf(peer.getValue()).equals(address))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The node on which an actor lives. */
  Address nodeOf(ActorRef<?> ref) {
    Address its = ref.path().address();
    return its.hasLocalScope() ? self : its;
  }
}
