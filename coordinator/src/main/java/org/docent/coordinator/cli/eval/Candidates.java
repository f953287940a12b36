package org.docent.coordinator.cli.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.docent.actors.exam.ExamNode;
import org.docent.model.compute.DeviceThread;
import org.docent.model.eval.Question;
import org.docent.model.eval.sitting.ModelRespondent;
import org.docent.model.eval.sitting.Sitting;
import org.docent.model.eval.sitting.SittingKey;
import org.docent.model.generate.Answerer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one model, one a device, that sit exams together, and those of other processes that
 * come to help. Loaded when first needed.
 */
final class Candidates implements AutoCloseable {

  /** A model on its device. */
  private record Candidate(DeviceThread thread, Answerer answerer) {}

  private final EvalModel model;
  private final @Nullable ExamNode others;
  private final List<Candidate> loaded = new ArrayList<>();

  /**
   * Nobody is loaded yet.
   *
   * @param others by which other processes come; null for none
   */
  Candidates(EvalModel model, @Nullable ExamNode others) {
    this.model = model;
    this.others = others;
  }

  /**
   * Has all of them answer until nothing is left.
   *
   * @throws java.util.concurrent.CompletionException with what stopped the first that failed
   */
  void sit(Sitting sitting, PreparedExam exam, SittingKey key) {
    if (sitting.open() == 0) {
      return;
    }
    load();
    if (others != null) {
      Map<Question, Integer> places = places(exam.exam().questions());
      others.begin(
          SharedExam.sheet(exam, model, key),
          ask ->
              sitting.attend(
                  (question, max) -> ask.apply(Objects.requireNonNull(places.get(question)))));
    }
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Candidate candidate : loaded) {
      all.add(
          candidate
              .thread()
              .submit(
                  () -> {
                    sitting.attend(new ModelRespondent(candidate.answerer()));
                    return null;
                  }));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
  }

  /** Equal questions have equal answers, so any of their places will do. */
  private static Map<Question, Integer> places(List<Question> questions) {
    Map<Question, Integer> places = new HashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      places.put(questions.get(i), i);
    }
    return places;
  }

  private void load() {
    for (int i = loaded.size(); i < model.devices().size(); i++) {
      DeviceThread thread =
          DeviceThread.start("eval-" + i, model.devices().get(i), model.threads());
      try {
        loaded.add(new Candidate(thread, thread.submit(() -> open(thread)).join()));
      } catch (RuntimeException e) {
        thread.close();
        throw e;
      }
    }
  }

  private Answerer open(DeviceThread thread) {
    return Answerer.open(model.folder(), model.template(), model.aspect(), thread.manager());
  }

  @Override
  public void close() {
    for (Candidate candidate : loaded) {
      candidate
          .thread()
          .submit(
              () -> {
                candidate.answerer().close();
                return null;
              })
          .join();
      candidate.thread().close();
    }
  }
}
