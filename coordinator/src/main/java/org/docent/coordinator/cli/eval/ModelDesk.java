package org.docent.coordinator.cli.eval;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.docent.actors.exam.ExamDesk;
import org.docent.model.compute.DeviceThread;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Question;
import org.docent.model.eval.sitting.Examinee;
import org.docent.model.eval.sitting.ModelRespondent;
import org.docent.model.generate.Answerer;
import org.docent.protocol.exam.ExamSheet;
import org.jspecify.annotations.Nullable;

/** A device of a respondent, with its copy of the model. What is mutable is its thread's. */
final class ModelDesk implements ExamDesk, AutoCloseable {

  private final RespondentJob.Place place;
  private final DeviceThread thread;
  private @Nullable Examinee examinee;
  private @Nullable Answerer answerer;
  private List<Question> questions = List.of();
  private int maxNewTokens;

  ModelDesk(RespondentJob.Place place, DeviceThread thread) {
    this.place = place;
    this.thread = thread;
  }

  @Override
  public CompletableFuture<Void> open(ExamSheet sheet) {
    return thread.submit(
        () -> {
          read(sheet);
          return null;
        });
  }

  private void read(ExamSheet sheet) {
    if (examinee == null
        || !examinee.template().equals(SharedExam.template(sheet))
        || examinee.aspect() != SharedExam.aspect(sheet)) {
      closeModel();
      examinee = Examinee.of(place.model(), SharedExam.template(sheet), SharedExam.aspect(sheet));
    }
    Exam exam = SharedExam.read(sheet, place, examinee);
    questions = exam.questions();
    maxNewTokens = exam.maxNewTokens();
    if (answerer == null) {
      answerer =
          Answerer.open(place.model(), examinee.template(), examinee.aspect(), thread.manager());
    }
  }

  @Override
  public CompletableFuture<String> answer(int index) {
    return thread.submit(
        () -> {
          if (answerer == null) {
            throw new IllegalStateException("no exam was opened");
          }
          return new ModelRespondent(answerer).answer(questions.get(index), maxNewTokens);
        });
  }

  private void closeModel() {
    if (answerer != null) {
      answerer.close();
      answerer = null;
    }
  }

  @Override
  public void close() {
    thread
        .submit(
            () -> {
              closeModel();
              return null;
            })
        .join();
    thread.close();
  }
}
