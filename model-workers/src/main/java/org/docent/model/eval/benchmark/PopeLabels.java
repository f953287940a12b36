package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Finding.Kind;
import org.docent.model.eval.Tally;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;

/** The labels of one split of POPE, given out in their order. */
final class PopeLabels {

  private final List<JsonEntry> labels = new ArrayList<>();
  private final Tally unlabelled;
  private final Tally disordered;
  private final Path file;
  private int given;

  private PopeLabels(Path file) {
    this.file = file;
    this.unlabelled =
        Tally.refusing(
            Kind.MISSING_LABEL,
            "questions have no label left in " + file.getFileName(),
            "labels are matched by order, so there must be as many as questions");
    this.disordered =
        Tally.noting(
            Kind.LABEL_ORDER,
            "labels of " + file.getFileName() + " are of another picture or object",
            "the benchmark's rule matches by order all the same");
  }

  static PopeLabels read(Path file) {
    PopeLabels labels = new PopeLabels(file);
    JsonFile.lines(file, labels.labels::add);
    labels.labels.forEach(PopeLabels::isYes); // before anything is asked
    return labels;
  }

  /** Whether yes is right for the next question of this split; nothing if no label is left. */
  Optional<Boolean> next(LlavaQuestions.Line question) {
    if (given == labels.size()) {
      unlabelled.add(question.question().id());
      return Optional.empty();
    }
    JsonEntry label = labels.get(given++);
    if (!question.question().text().startsWith(label.json().path("text").asText())
        || !label.json().path("image").asText().equals(question.entry().text("image"))) {
      disordered.add(label.place());
    }
    return Optional.of(isYes(label));
  }

  /** What is wrong with these labels once all questions have been given theirs. */
  List<Finding> findings() {
    Tally unasked =
        Tally.refusing(
            Kind.MISSING_QUESTION,
            "labels of " + file.getFileName() + " have no question",
            "labels are matched by order, so there must be as many as questions");
    labels.subList(given, labels.size()).forEach(label -> unasked.add(label.place()));
    List<Finding> findings = new ArrayList<>();
    for (Tally tally : List.of(unlabelled, unasked, disordered)) {
      tally.finding().ifPresent(findings::add);
    }
    return findings;
  }

  private static boolean isYes(JsonEntry label) {
    String text = label.text("label");
    if (!text.equals("yes") && !text.equals("no")) {
      throw label.fault("its label is \"" + text + "\", neither yes nor no");
    }
    return text.equals("yes");
  }
}
