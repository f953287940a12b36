package org.docent.protocol.control;

import java.util.List;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.status.RunStatus;
import org.jspecify.annotations.Nullable;

/** What the coordinator answers to a command that joined the cluster only to ask. */
public interface ClientProtocol {

  sealed interface Command permits Status, Draining {}

  /** Where the run stands. */
  record Status(RunStatus run) implements Command {}

  /**
   * These teachers leave.
   *
   * @param refusal why none does, as a sentence; null when some do
   */
  record Draining(List<TeacherId> teachers, @Nullable String refusal) implements Command {
    public Draining {
      teachers = List.copyOf(teachers);
    }
  }
}
