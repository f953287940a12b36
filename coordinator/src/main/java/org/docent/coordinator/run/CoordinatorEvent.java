package org.docent.coordinator.run;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/** What the coordinator hears from its timer, the cluster and death watch. */
sealed interface CoordinatorEvent extends CoordinatorProtocol.Internal {

  /** Time to look at leases. */
  enum Tick implements CoordinatorEvent {
    INSTANCE
  }

  /** A node does not answer. */
  record NodeUnreachable(Address address) implements CoordinatorEvent {}

  /** A node answers again. */
  record NodeReachable(Address address) implements CoordinatorEvent {}

  /** A node has left the cluster. */
  record NodeRemoved(Address address) implements CoordinatorEvent {}

  /** A membership change that does not matter. */
  enum NodeChanged implements CoordinatorEvent {
    INSTANCE
  }

  /** What ended is remembered; those who took part can go. */
  record OutcomeKept(Runnable goodbye) implements CoordinatorEvent {}

  record TeacherTerminated(TeacherId teacher, ActorRef<TeacherProtocol.Command> ref)
      implements CoordinatorEvent {}

  record StudentTerminated(StudentId student, ActorRef<StudentProtocol.Command> ref)
      implements CoordinatorEvent {}
}
