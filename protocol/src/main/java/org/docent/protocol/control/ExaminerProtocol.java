package org.docent.protocol.control;

import akka.actor.typed.ActorRef;
import org.docent.protocol.failure.Category;

/** What respondents tell the examiner, who has the questions of a benchmark answered. */
public interface ExaminerProtocol {

  sealed interface Command permits Enroll, Ready, Answered, Unanswered, Internal {}

  /** What an examiner tells itself; never leaves its process. */
  non-sealed interface Internal extends Command {}

  /**
   * A respondent is there; said again every second.
   *
   * @param name of its own
   */
  record Enroll(String name, ActorRef<RespondentProtocol.Command> respondent) implements Command {}

  /**
   * It has read the exam of that key and loaded its model.
   *
   * @param places how many questions it answers at once
   */
  record Ready(String name, String key, int places) implements Command {
    public Ready {
      if (places < 1) {
        throw new IllegalArgumentException(name + " has " + places + " places, must be 1 or more");
      }
    }
  }

  /** The answer to question {@code index} of the exam of that key. */
  record Answered(String name, String key, int index, String text) implements Command {}

  /**
   * There is none.
   *
   * @param category SKIP_BATCH for a question that nobody can be asked; anything else is the
   *     respondent's own fault
   */
  record Unanswered(String name, String key, int index, Category category, String reason)
      implements Command {}
}
