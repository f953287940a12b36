package org.docent.model.eval.benchmark;

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
import org.docent.model.eval.Tally;
import org.docent.model.eval.answer.YesNo;

/**
 * The rule of MME's {@code calculation.py}: a task has 100 points for the share of right answers
 * and 100 for the share of pictures of which both are right.
 */
final class MmeScore {

  private static final List<String> PERCEPTION =
      List.of(
          "existence",
          "count",
          "position",
          "color",
          "posters",
          "celebrity",
          "scene",
          "landmark",
          "artwork",
          "OCR");

  private static final List<String> COGNITION =
      List.of(
          "commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning");

  private MmeScore() {}

  static boolean isTask(String name) {
    return PERCEPTION.contains(name) || COGNITION.contains(name);
  }

  static Marking mark(List<Marked<Mme.Label>> marked) {
    Map<String, List<Marked<Mme.Label>>> byTask = new LinkedHashMap<>();
    marked.forEach(
        each -> byTask.computeIfAbsent(each.label().task(), task -> new ArrayList<>()).add(each));
    Tally alone =
        Tally.refusing(
            Finding.Kind.INCOMPLETE,
            "questions have no second of the same picture behind them",
            "questions of a task are marked in pairs");
    byTask.values().forEach(questions -> checkPairs(questions, alone));
    if (alone.finding().isPresent()) {
      return new Marking(Optional.empty(), Optional.empty(), alone.finding().stream().toList());
    }
    return score(byTask, marked);
  }

  private static void checkPairs(List<Marked<Mme.Label>> questions, Tally alone) {
    for (int i = 0; i < questions.size(); i += 2) {
      String picture = questions.get(i).label().picture();
      if (i + 1 == questions.size() || !picture.equals(questions.get(i + 1).label().picture())) {
        alone.add(picture);
      }
    }
  }

  private static Marking score(
      Map<String, List<Marked<Mme.Label>>> byTask, List<Marked<Mme.Label>> marked) {
    List<Measure> measures = new ArrayList<>();
    Tally unasked =
        Tally.noting(
            Finding.Kind.INCOMPLETE,
            "tasks were not asked",
            "Perception and Cognition are given only of all their tasks");
    add("perception", PERCEPTION, byTask, measures, unasked);
    add("cognition", COGNITION, byTask, measures, unasked);
    Tally unread =
        Tally.noting(
            Finding.Kind.UNREAD_ANSWER,
            "answers begin neither with yes nor with no",
            "the benchmark's rule counts them as wrong");
    marked.stream()
        .filter(each -> YesNo.ofStart(each.text()) == YesNo.OTHER)
        .forEach(each -> unread.add(each.question().id()));
    measures.add(Measure.count("questions", marked.size()));
    List<Finding> findings = new ArrayList<>();
    unasked.finding().ifPresent(findings::add);
    unread.finding().ifPresent(findings::add);
    return new Marking(Optional.of(new Score(measures)), Optional.empty(), findings);
  }

  private static void add(
      String kind,
      List<String> tasks,
      Map<String, List<Marked<Mme.Label>>> byTask,
      List<Measure> measures,
      Tally unasked) {
    double sum = 0;
    boolean all = true;
    List<Measure> ofTasks = new ArrayList<>();
    for (String task : tasks) {
      List<Marked<Mme.Label>> questions = byTask.get(task);
      if (questions == null) {
        unasked.add(task);
        all = false;
      } else {
        double points = points(questions);
        sum += points;
        ofTasks.add(Measure.points(task, points));
      }
    }
    if (all) {
      measures.add(Measure.points(kind, sum));
    }
    measures.addAll(ofTasks);
  }

  private static double points(List<Marked<Mme.Label>> questions) {
    Mean answers = new Mean();
    Mean pictures = new Mean();
    for (int i = 0; i < questions.size(); i += 2) {
      boolean first = isRight(questions.get(i));
      boolean second = isRight(questions.get(i + 1));
      answers.add(first);
      answers.add(second);
      pictures.add(first && second);
    }
    return 100 * answers.mean() + 100 * pictures.mean();
  }

  private static boolean isRight(Marked<Mme.Label> question) {
    return YesNo.ofStart(question.text()) == (question.label().yes() ? YesNo.YES : YesNo.NO);
  }
}
