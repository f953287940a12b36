package org.docent.protocol.status;

import java.util.List;
import org.docent.protocol.id.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands.
 *
 * @param directory the run directory, as the coordinator names it
 * @param message what it waits for, or why it stopped or failed; null when there is nothing to say
 */
public record RunStatus(
    RunId run,
    String directory,
    RunPhase phase,
    @Nullable String message,
    List<StudentStatus> students,
    List<TeacherStatus> teachers,
    List<NodeStatus> nodes) {

  public RunStatus {
    students = List.copyOf(students);
    teachers = List.copyOf(teachers);
    nodes = List.copyOf(nodes);
  }
}
