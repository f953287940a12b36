package org.docent.actors.teacher;

import org.docent.actors.teacher.TeacherMessages.Loaded;
import org.docent.model.distill.Teacher;
import org.docent.protocol.control.TeacherProtocol.Welcome;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/** What a worker does on its device's thread when it is welcomed. */
final class TeacherLoading {

  private TeacherLoading() {}

  /** Opens the run's teacher and has it compute the canary; one that cannot is closed again. */
  static Loaded load(TeacherFactory factory, Welcome welcome) {
    Teacher teacher = factory.open(welcome.configuration());
    try {
      return new Loaded(teacher, teacher.head(), credentials(teacher, welcome.canary()));
    } catch (RuntimeException e) {
      teacher.close();
      throw e;
    }
  }

  private static @Nullable TeacherCredentials credentials(
      Teacher teacher, @Nullable MicroBatchPlan canary) {
    return canary == null ? null : new TeacherCredentials(teacher.facts(), teacher.canary(canary));
  }
}
