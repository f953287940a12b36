package org.docent.coordinator.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;

/** The run has ended: whoever comes now is sent home. */
public final class RunOver {

  private RunOver() {}

  /** The behaviour of a coordinator whose run has ended. */
  public static Behavior<Command> create() {
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
