package org.docent.coordinator.cli.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.docent.actors.exam.ExamNode;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.cli.WorkProgress;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.AnswersFile;
import org.docent.model.eval.Finding;
import org.docent.model.eval.sitting.AnswerLog;
import org.docent.model.eval.sitting.Examinee;
import org.docent.model.eval.sitting.Sitting;
import org.docent.model.eval.sitting.SittingKey;
import org.jspecify.annotations.Nullable;

/**
 * Has a model answer benchmarks, or takes answers made elsewhere, and marks them. What is wrong
 * with one benchmark does not keep the others from their score.
 */
public final class EvalJob {

  /**
   * Where other processes come to help.
   *
   * @param host of this machine, by which they reach it
   * @param port 0 for any free one
   * @param tls of this machine; null for none
   */
  public record Serving(String host, int port, @Nullable Tls tls) {}

  private final EvalRequest request;
  private final PrintWriter out;

  public EvalJob(EvalRequest request, PrintWriter out) {
    this.request = request;
    this.out = out;
  }

  /**
   * Marks answers to the one benchmark there is.
   *
   * @param file where they are
   * @return the exit code: 0 if there is a score or a file for the server
   */
  public int mark(List<AnswerLine> answers, Path file) {
    try {
      PreparedExam exam = PreparedExam.readAll(request, /* asked= */ false, out).get(0);
      return grading(exam).grade(answers, file, Optional.empty()) ? 0 : 1;
    } catch (PreparedExam.Refused e) {
      return 1;
    }
  }

  /**
   * Has {@code model} answer every benchmark.
   *
   * @param serving none to work alone
   * @return the exit code: 0 if each has a score or a file for the server
   */
  public int answer(EvalModel model, Optional<Serving> serving, LongSupplier nanos) {
    try {
      List<PreparedExam> exams = PreparedExam.readAll(request, /* asked= */ true, out);
      Examinee examinee = Examinee.of(model.folder(), model.template(), model.aspect());
      boolean all = true;
      try (ExamNode others = serving.map(this::serve).orElse(null);
          Candidates candidates = new Candidates(model, others)) {
        for (PreparedExam exam : exams) {
          SittingKey key = SittingKey.of(examinee, exam.exam(), request.data());
          all &= answer(exam, new ExamResults.Origin(examinee, key), candidates, nanos);
        }
      }
      return all ? 0 : 1;
    } catch (PreparedExam.Refused e) {
      return 1;
    }
  }

  private ExamNode serve(Serving at) {
    ExamNode node = ExamNode.examiner(at.host(), at.port(), at.tls());
    out.printf("others help with docent eval --join %s%n", node.address());
    out.flush();
    return node;
  }

  private boolean answer(
      PreparedExam exam, ExamResults.Origin origin, Candidates candidates, LongSupplier nanos) {
    if (ExamResults.finished(exam, request.modelId(), origin.key())) {
      out.printf("%s: was answered before, in %s%n", exam.benchmark(), exam.answersFile());
      List<AnswerLine> lines = AnswersFile.read(exam.answersFile());
      return grading(exam).grade(lines, exam.answersFile(), Optional.of(origin));
    }
    try (AnswerLog log = AnswerLog.open(exam.folder(), origin.key())) {
      Optional<Finding> finding = ask(exam, origin.key(), log, candidates, nanos);
      if (finding.isPresent()) {
        exam.print(List.of(finding.get()), out);
        out.printf("%s: no score; mend that and give the same command again%n", exam.benchmark());
        return false;
      }
      List<AnswerLine> lines =
          exam.exam().record(new Sitting(exam.exam(), log, done -> {}).texts(), request.modelId());
      AnswersFile.write(exam.answersFile(), lines);
      boolean graded = grading(exam).grade(lines, exam.answersFile(), Optional.of(origin));
      log.delete(); // only now: until its results are there, an answers file counts for nothing
      return graded;
    }
  }

  private Optional<Finding> ask(
      PreparedExam exam, SittingKey key, AnswerLog log, Candidates candidates, LongSupplier nanos) {
    int before = log.size();
    int asked = Sitting.asked(exam.exam());
    if (before > 0) {
      out.printf("%s: %d of %d answers were there%n", exam.benchmark(), before, asked);
      out.flush();
    }
    try (WorkProgress progress =
        new WorkProgress("benchmark=" + exam.benchmark(), "answers", asked, before, nanos)) {
      Sitting sitting = new Sitting(exam.exam(), log, progress::done);
      candidates.sit(sitting, exam, key);
      return sitting.finding();
    }
  }

  private Grading grading(PreparedExam exam) {
    return new Grading(exam, request.modelId(), out);
  }
}
