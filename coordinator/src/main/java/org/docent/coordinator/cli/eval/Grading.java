package org.docent.coordinator.cli.eval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Submission;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;

/** Marks a benchmark's answers, tells a person and leaves the files. */
final class Grading {

  private final PreparedExam exam;
  private final String modelId;
  private final PrintWriter out;

  Grading(PreparedExam exam, String modelId, PrintWriter out) {
    this.exam = exam;
    this.modelId = modelId;
    this.out = out;
  }

  /**
   * Marks answers; those of an earlier time leave nothing behind.
   *
   * @param file where the answers are
   * @return false if what is wrong with them refuses a score
   */
  boolean grade(List<AnswerLine> answers, Path file, Optional<ExamResults.Origin> origin) {
    Marking marking = exam.exam().mark(answers);
    List<Finding> news = new ArrayList<>(marking.findings());
    news.removeAll(exam.exam().findings());
    exam.print(news, out);
    makeFolder();
    if (marking.refused()) {
      exam.resultsFile().toFile().delete();
      out.printf("%s: no score%n", exam.benchmark());
      return false;
    }
    marking.submission().ifPresent(this::submit);
    ExamResults.write(exam, modelId, origin, file, marking);
    print(marking);
    return true;
  }

  private void makeFolder() {
    try {
      Files.createDirectories(exam.folder());
    } catch (IOException e) {
      throw Disk.failure("make " + exam.folder(), exam.folder(), e);
    }
  }

  private void submit(Submission submission) {
    Path file = exam.folder().resolve("submission." + submission.extension());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      submission.content().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes every byte
    }
    DurableFile.write(file, bytes.toByteArray());
    out.printf("%s: %s is for %s%n", exam.benchmark(), file, submission.takenBy());
  }

  private void print(Marking marking) {
    int asked = exam.exam().questions().size();
    out.printf(
        "%s: %s answered by %s%s%n",
        exam.benchmark(),
        asked == exam.of() ? asked + " questions" : asked + " of " + exam.of() + " questions",
        modelId,
        marking.score().isEmpty() ? "; only the server knows the score" : "");
    marking
        .score()
        .ifPresent(
            score ->
                score.measures().forEach(m -> out.printf("  %-28s %12s%n", m.name(), value(m))));
    out.printf("%s: see %s%n", exam.benchmark(), exam.resultsFile());
    out.flush();
  }

  private static String value(Measure measure) {
    return switch (measure.unit()) {
      case PERCENT -> String.format(Locale.ROOT, "%.2f %%", measure.value());
      case POINTS -> String.format(Locale.ROOT, "%.2f", measure.value());
      case COUNT -> String.format(Locale.ROOT, "%.0f", measure.value());
    };
  }
}
