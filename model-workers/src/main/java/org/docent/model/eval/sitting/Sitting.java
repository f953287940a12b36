package org.docent.model.eval.sitting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Question;
import org.docent.model.eval.Respondent;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * One exam being sat. Any number of respondents take question after question, each on its own
 * thread; since an answer depends on its question alone, it does not matter who takes which. A
 * question whose respondent is lost goes to the next.
 */
public final class Sitting {

  private final Exam exam;
  private final List<Question> questions;
  private final AnswerLog log;
  private final IntConsumer progress;
  private final Deque<Integer> open = new ArrayDeque<>();
  private final SortedMap<Integer, String> unreadable = new TreeMap<>();
  private int outstanding;
  private boolean failed;

  /**
   * Asks what the log does not answer.
   *
   * @param progress hears after each question how many are dealt with, of {@link #asked}
   */
  public Sitting(Exam exam, AnswerLog log, IntConsumer progress) {
    this.exam = exam;
    this.questions = exam.questions();
    this.log = log;
    this.progress = progress;
    for (int i = 0; i < questions.size(); i++) {
      if (questions.get(i).asked() && log.answer(i).isEmpty()) {
        open.add(i);
      }
    }
  }

  /** How many questions of an exam are put to a model. */
  public static int asked(Exam exam) {
    return (int) exam.questions().stream().filter(Question::asked).count();
  }

  /** How many questions nobody has taken yet. */
  public synchronized int open() {
    return open.size();
  }

  /**
   * Has {@code respondent} answer until nothing is left, on the calling thread.
   *
   * @throws DocentException when it fails, and then every other stops too; but with category RETRY
   *     it alone is out, and others go on
   */
  public void attend(Respondent respondent) {
    for (Integer index = take(); index != null; index = take()) {
      try {
        done(index, respondent.answer(questions.get(index), exam.maxNewTokens()));
      } catch (DocentException e) {
        if (e.category() != Category.SKIP_BATCH) {
          giveBack(index, e.category() != Category.RETRY);
          throw e;
        }
        skip(index, String.valueOf(e.getMessage()));
      } catch (RuntimeException | Error e) {
        giveBack(index, /* fatal= */ true);
        throw e;
      }
    }
  }

  /** The next question, or nothing when all are dealt with: what others still have may return. */
  private synchronized @Nullable Integer take() {
    try {
      while (open.isEmpty() && outstanding > 0 && !failed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two questions", e);
    }
    if (failed || open.isEmpty()) {
      return null;
    }
    outstanding++;
    return open.poll();
  }

  private void done(int index, String text) {
    log.add(index, text);
    settle();
  }

  private synchronized void skip(int index, String reason) {
    unreadable.put(index, reason);
    settle();
  }

  private synchronized void settle() {
    outstanding--;
    progress.accept(log.size() + unreadable.size());
    notifyAll();
  }

  private synchronized void giveBack(int index, boolean fatal) {
    outstanding--;
    failed |= fatal;
    open.addFirst(index);
    notifyAll();
  }

  /** What could not be asked; refuses a score. */
  public synchronized Optional<Finding> finding() {
    if (unreadable.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.refusing(
            Finding.Kind.UNREADABLE_IMAGE,
            unreadable.size(),
            "%d questions could not be asked, the others are kept; the first: %s"
                .formatted(unreadable.size(), unreadable.get(unreadable.firstKey()))));
  }

  /**
   * What was said, one text a question in the questions' order.
   *
   * @throws IllegalStateException if something is left to ask
   */
  public List<String> texts() {
    List<String> texts = new ArrayList<>(questions.size());
    for (int i = 0; i < questions.size(); i++) {
      if (questions.get(i).asked()) {
        int at = i;
        texts.add(
            log.answer(i)
                .orElseThrow(
                    () -> new IllegalStateException("question " + at + " is not answered")));
      } else {
        texts.add("");
      }
    }
    return texts;
  }
}
