package org.docent.coordinator.cli.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.MissingImages;
import org.docent.protocol.failure.DocentException;

/**
 * A benchmark that can be asked and marked.
 *
 * @param exam what is asked, all of it or its first questions
 * @param of how many questions the benchmark has
 * @param folder where its files go
 */
record PreparedExam(String benchmark, Exam exam, int of, Path folder) {

  /** What can be wrong is found in all of them before the first is asked. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads every benchmark of {@code request} and prints what is found.
   *
   * @param asked whether a model will be asked, so that pictures must be there
   * @throws Refused when something forbids a score of one of them, after all is said
   */
  static List<PreparedExam> readAll(EvalRequest request, boolean asked, PrintWriter out)
      throws Refused {
    List<PreparedExam> exams = new ArrayList<>();
    boolean refused = false;
    for (Benchmark benchmark : request.benchmarks()) {
      try {
        PreparedExam exam = read(benchmark, request);
        List<Finding> findings = new ArrayList<>(exam.exam().findings());
        if (asked) {
          MissingImages.of(exam.exam().questions()).ifPresent(findings::add);
        }
        exam.print(findings, out);
        refused |= findings.stream().anyMatch(Finding::refuses);
        exams.add(exam);
      } catch (DocentException e) {
        out.printf("%s: %s%n", benchmark.name(), e.getMessage());
        refused = true;
      }
    }
    out.flush();
    if (refused) {
      throw new Refused();
    }
    return exams;
  }

  private static PreparedExam read(Benchmark benchmark, EvalRequest request) {
    Exam whole = benchmark.read(request.data());
    Exam exam = request.limit().isPresent() ? whole.first(request.limit().getAsInt()) : whole;
    Path folder = request.output().resolve(benchmark.name());
    return new PreparedExam(benchmark.name(), exam, whole.questions().size(), folder);
  }

  void print(List<Finding> findings, PrintWriter out) {
    findings.forEach(finding -> out.printf("%s: %s%n", benchmark, finding.sentence()));
  }

  Path answersFile() {
    return folder.resolve("answers.jsonl");
  }

  Path resultsFile() {
    return folder.resolve(ExamResults.FILE);
  }
}
