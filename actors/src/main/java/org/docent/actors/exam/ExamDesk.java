package org.docent.actors.exam;

import java.util.concurrent.CompletableFuture;
import org.docent.protocol.exam.ExamSheet;

/** A device with a model that can sit exams; everything happens on the device's own thread. */
public interface ExamDesk {

  /**
   * Reads the exam's questions, and loads the model if that has not happened.
   *
   * @return fails with a sentence when this process would give other answers
   */
  CompletableFuture<Void> open(ExamSheet sheet);

  /** The answer to question {@code index} of the exam that was opened last. */
  CompletableFuture<String> answer(int index);
}
