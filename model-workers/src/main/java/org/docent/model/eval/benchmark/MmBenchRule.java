package org.docent.model.eval.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.Submission;
import org.docent.model.eval.Tally;
import org.docent.model.eval.answer.OptionLetter;
import org.docent.model.eval.file.Spreadsheet;
import org.docent.model.eval.file.TsvTable;

/**
 * How MMBench's answers are marked and sent. Where answers are known, plain accuracy is that of the
 * questions as they are, and circular accuracy that of questions all copies of which are right. The
 * server reads answers with the help of a language model, so its numbers may be a little higher.
 */
final class MmBenchRule {

  private static final List<String> NOT_SENT =
      List.of("hint", "category", "source", "image", "comment", "l2-category");

  /** Where LLaVA's script puts the column of answers. */
  private static final int PREDICTION = 6;

  /**
   * The copies of one question.
   *
   * @param size how many there are, itself included
   * @param original whether this is the question as it is
   */
  record Group(long index, int size, boolean original) {}

  /** A row of the table, and the letter that is right if it is known. */
  record Label(int row, Group group, Map<String, String> options, Optional<String> answer) {}

  private final String folder;
  private final TsvTable table;

  MmBenchRule(String folder, TsvTable table) {
    this.folder = folder;
    this.table = table;
  }

  Marking mark(List<Marked<Label>> marked) {
    List<Finding> findings = new ArrayList<>();
    Tally unlabelled =
        Tally.noting(
            Finding.Kind.MISSING_LABEL,
            "questions have no answer in the table",
            "the server knows");
    marked.stream()
        .filter(each -> each.label().answer().isEmpty())
        .forEach(each -> unlabelled.add(each.question().id()));
    unlabelled.finding().ifPresent(findings::add);
    Optional<Score> score =
        unlabelled.finding().isPresent() ? Optional.empty() : Optional.of(score(marked, findings));
    return new Marking(score, Optional.of(submission(marked)), findings);
  }

  private static Score score(List<Marked<Label>> marked, List<Finding> findings) {
    Tally unread =
        Tally.noting(
            Finding.Kind.UNREAD_ANSWER,
            "answers name no option, or several",
            "they count as wrong here; the server asks a language model");
    Mean plain = new Mean();
    Map<Group, Mean> groups = new LinkedHashMap<>();
    for (Marked<Label> each : marked) {
      Label label = each.label();
      Optional<String> letter = OptionLetter.ofMmBench(each.text(), label.options());
      if (letter.isEmpty()) {
        unread.add(each.question().id());
      }
      boolean right = letter.equals(label.answer());
      if (label.group().original()) {
        plain.add(right);
      }
      Group group = new Group(label.group().index(), label.group().size(), /* original= */ true);
      groups.computeIfAbsent(group, key -> new Mean()).add(right);
    }
    unread.finding().ifPresent(findings::add);
    List<Measure> measures = new ArrayList<>();
    circular(groups, findings).ifPresent(measures::add);
    if (plain.count() > 0) {
      measures.add(Measure.percent("accuracy", plain.mean()));
    }
    measures.add(Measure.count("groups", groups.size()));
    measures.add(Measure.count("questions", marked.size()));
    return new Score(measures);
  }

  /** None where the table has no copies, or some of them were not asked. */
  private static Optional<Measure> circular(Map<Group, Mean> groups, List<Finding> findings) {
    if (groups.keySet().stream().allMatch(group -> group.size() == 1)) {
      return Optional.empty();
    }
    Tally partial =
        Tally.noting(
            Finding.Kind.INCOMPLETE,
            "questions were not asked with all their copies",
            "circular accuracy is given only of all");
    Mean all = new Mean();
    groups.forEach(
        (group, answers) -> {
          if (answers.count() < group.size()) {
            partial.add(group.index());
          }
          all.add(answers.mean() == 1);
        });
    partial.finding().ifPresent(findings::add);
    return partial.finding().isPresent()
        ? Optional.empty()
        : Optional.of(Measure.percent("circular accuracy", all.mean()));
  }

  private Submission submission(List<Marked<Label>> marked) {
    return new Submission(
        folder, "xlsx", "opencompass.org.cn", (OutputStream out) -> write(marked, out));
  }

  /** All rows of the table; those that were not asked have no prediction. */
  private void write(List<Marked<Label>> marked, OutputStream out) throws IOException {
    Map<Integer, String> predictions = new LinkedHashMap<>();
    marked.forEach(each -> predictions.put(each.label().row(), each.text()));
    List<String> kept =
        table.columns().stream().filter(column -> !NOT_SENT.contains(column)).toList();
    int place = Math.min(PREDICTION, kept.size());
    List<String> columns = new ArrayList<>(kept);
    columns.add(place, "prediction");
    List<List<String>> rows = new ArrayList<>(table.size());
    for (int row = 0; row < table.size(); row++) {
      int at = row;
      List<String> cells =
          new ArrayList<>(kept.stream().map(column -> table.text(at, column).orElse("")).toList());
      cells.add(place, predictions.getOrDefault(row, ""));
      rows.add(cells);
    }
    Spreadsheet.write(out, columns, rows, "index");
  }
}
