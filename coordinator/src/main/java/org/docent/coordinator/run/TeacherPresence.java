package org.docent.coordinator.run;

import java.util.List;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/** What a teacher says of itself when it registers, without the actor that says it. */
public record TeacherPresence(
    TeacherId id,
    SignalLocation location,
    @Nullable TeacherCredentials credentials,
    List<HeldSignal> held) {

  static TeacherPresence of(RegisterTeacher message) {
    return new TeacherPresence(
        message.teacher(), message.location(), message.credentials(), message.held());
  }
}
