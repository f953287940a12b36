package org.docent.model.eval.benchmark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Finding.Kind;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Question;
import org.docent.model.eval.Tally;

/**
 * Questions with the labels of their ids.
 *
 * @param items the questions that have a label
 * @param findings questions without label and labels without question, both of which refuse a score
 */
record Labels<L>(List<LabelledExam.Item<L>> items, List<Finding> findings) {

  /**
   * Matches by id.
   *
   * @param labels by id, in the order of their file
   * @param needed whether a label must have a question
   */
  static <L> Labels<L> match(
      List<Question> questions, Map<String, L> labels, BiPredicate<String, L> needed) {
    Tally unlabelled =
        Tally.refusing(
            Kind.MISSING_LABEL,
            "questions have no label",
            "question file and labels must be of one split");
    Tally unasked =
        Tally.refusing(
            Kind.MISSING_QUESTION,
            "labels have no question",
            "question file and labels must be of one split");
    List<LabelledExam.Item<L>> items = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (Question question : questions) {
      String id = question.id().text();
      asked.add(id);
      L label = labels.get(id);
      if (label == null) {
        unlabelled.add(id);
      } else {
        items.add(new LabelledExam.Item<>(question, label));
      }
    }
    labels.forEach(
        (id, label) -> {
          if (!asked.contains(id) && needed.test(id, label)) {
            unasked.add(id);
          }
        });
    List<Finding> findings = new ArrayList<>();
    unlabelled.finding().ifPresent(findings::add);
    unasked.finding().ifPresent(findings::add);
    return new Labels<>(items, findings);
  }
}
