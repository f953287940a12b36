package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.protocol.failure.DocentException;

/**
 * The question files of LLaVA's eval.zip: lines of {@code question_id}, {@code image}, {@code text}
 * and {@code category}. The text is the whole prompt.
 */
final class LlavaQuestions {

  /** A question with the line it came from. */
  record Line(Question question, JsonEntry entry) {}

  private LlavaQuestions() {}

  /** Reads questions of which no two have one id. */
  static List<Line> unique(Path file, Path images) {
    List<Line> lines = read(file, images);
    requireUnique(lines);
    return lines;
  }

  /** Reads questions; several may be about one picture and have its name as their id. */
  static List<Line> read(Path file, Path images) {
    List<Line> lines = new ArrayList<>();
    JsonFile.lines(
        file,
        entry ->
            lines.add(
                new Line(
                    Question.of(
                        QuestionId.of(entry, "question_id"),
                        entry.text("text"),
                        new ImageFile(images.resolve(entry.named("image")))),
                    entry)));
    requireSome(file, lines);
    return lines;
  }

  static void requireSome(Path file, List<?> questions) {
    if (questions.isEmpty()) {
      throw DocentException.stop(file + " holds no question.");
    }
  }

  private static void requireUnique(List<Line> lines) {
    Set<String> seen = new HashSet<>();
    for (Line line : lines) {
      requireNew(seen, line.question().id(), line.entry());
    }
  }

  static void requireNew(Set<String> seen, QuestionId id, JsonEntry entry) {
    if (!seen.add(id.text())) {
      throw entry.fault("there is a question " + id + " before it; ids must be unique");
    }
  }
}
