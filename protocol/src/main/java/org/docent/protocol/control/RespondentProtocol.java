package org.docent.protocol.control;

import org.docent.protocol.exam.ExamSheet;

/** What the examiner tells a process that answers questions of a benchmark. */
public interface RespondentProtocol {

  sealed interface Command permits Present, Sit, Ask, Dismiss, Internal {}

  /** What a respondent tells itself; never leaves its process. */
  non-sealed interface Internal extends Command {}

  /** The examiner is there and knows it. */
  enum Present implements Command {
    INSTANCE
  }

  /** Read this exam and say when you are ready. */
  record Sit(ExamSheet sheet) implements Command {}

  /** Answer question {@code index} of the exam of that key. */
  record Ask(String key, int index) implements Command {}

  /** Nothing is left to answer. */
  enum Dismiss implements Command {
    INSTANCE
  }
}
