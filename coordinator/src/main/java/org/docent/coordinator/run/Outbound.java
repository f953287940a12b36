package org.docent.coordinator.run;

import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/** Where the desks put what is to be sent; what has no receiver is dropped. */
public interface Outbound {

  void toTeacher(TeacherId teacher, TeacherProtocol.Command message);

  void toStudent(StudentId student, StudentProtocol.Command message);
}
