package org.docent.coordinator.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;

/** The coordinator of a run that has ended: whoever comes now is sent home. */
final class RunOver {

  private RunOver() {}

  static Behavior<Command> behavior() {
    return Behaviors.receive(Command.class)
        .onMessage(RegisterTeacher.class, RunOver::sendHome)
        .onMessage(RegisterStudent.class, RunOver::sendHome)
        .onAnyMessage(message -> Behaviors.same())
        .build();
  }

  private static Behavior<Command> sendHome(RegisterTeacher message) {
    message.replyTo().tell(TeacherProtocol.Drain.INSTANCE);
    return Behaviors.same();
  }

  private static Behavior<Command> sendHome(RegisterStudent message) {
    message.replyTo().tell(StudentProtocol.Stop.INSTANCE);
    return Behaviors.same();
  }
}
