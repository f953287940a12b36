package org.docent.coordinator.run;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import java.util.ArrayList;
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
 * The actors behind the names: who is meant by a teacher's id, who is the student. One that was
 * replaced by a later one of the same name never comes back.
 */
final class Peers implements Outbound {

  private final Address self;
  private final Map<TeacherId, ActorRef<TeacherProtocol.Command>> teachers = new TreeMap<>();
  private final Set<ActorRef<?>> replaced = new HashSet<>();
  private @Nullable ActorRef<StudentProtocol.Command> student;
  private @Nullable StudentId studentId;

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
  public void toStudent(StudentProtocol.Command message) {
    if (student != null) {
      student.tell(message);
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

  @Nullable ActorRef<StudentProtocol.Command> student() {
    return student;
  }

  @Nullable StudentId studentId() {
    return studentId;
  }

  void putStudent(StudentId id, ActorRef<StudentProtocol.Command> ref) {
    if (student != null && !student.equals(ref)) {
      replaced.add(student);
    }
    student = ref;
    studentId = id;
  }

  void removeStudent() {
    student = null;
    studentId = null;
  }

  /** The teachers that live on a node. */
  List<TeacherId> teachersOn(Address address) {
    List<TeacherId> there = new ArrayList<>();
    teachers.forEach(
        (id, ref) -> {
          if (isOn(address, ref)) {
            there.add(id);
          }
        });
    return there;
  }

  /** Whether an actor lives on a node. */
  boolean isOn(Address address, ActorRef<?> ref) {
    Address its = ref.path().address();
    return (its.hasLocalScope() ? self : its).equals(address);
  }
}
