package org.docent.model.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.docent.model.eval.Finding.Kind;

/**
 * Which answer belongs to which question. An id settles it; where several questions have one id
 * (TextVQA, MME), the recorded prompt does, and where that is the same too, the order.
 */
final class Alignment {

  private final List<Question> questions;
  private final Map<String, List<Integer>> byId = new HashMap<>();
  private final List<Optional<AnswerLine>> answers;
  private int last = -1;

  private final Tally unknown =
      Tally.refusing(
          Kind.UNKNOWN_ID,
          "answers are to no question",
          "is it the answers file of this benchmark?");
  private final Tally contradicting =
      Tally.refusing(
          Kind.DUPLICATE_ANSWER,
          "answers contradict an earlier one to the same question",
          "which counts is not known");
  private final Tally repeated =
      Tally.noting(
          Kind.DUPLICATE_ANSWER, "answers repeat an earlier one word by word", "they count once");
  private final Tally disordered =
      Tally.noting(
          Kind.OUT_OF_ORDER,
          "answers stand behind that of a later question",
          "they are marked in the questions' order");
  private final Tally otherPrompt =
      Tally.noting(
          Kind.OTHER_PROMPT,
          "answers were given to another prompt than their question's",
          "was it another question file?");
  private final Tally missing;

  private Alignment(List<Question> questions, MissingAnswers rule) {
    this.questions = questions;
    this.answers = new ArrayList<>(questions.size());
    this.missing = rule.tally(questions.size());
    for (int i = 0; i < questions.size(); i++) {
      byId.computeIfAbsent(questions.get(i).id().text(), id -> new ArrayList<>()).add(i);
      answers.add(Optional.empty());
    }
  }

  static Alignment of(List<Question> questions, List<AnswerLine> answers, MissingAnswers missing) {
    Alignment alignment = new Alignment(questions, missing);
    answers.forEach(alignment::place);
    alignment.countMissing();
    return alignment;
  }

  /** The answer to each question, in the questions' order. */
  List<Optional<AnswerLine>> answers() {
    return answers;
  }

  /** What does not fit, what refuses a score first. */
  List<Finding> findings() {
    return Stream.of(unknown, contradicting, missing, repeated, disordered, otherPrompt)
        .flatMap(tally -> tally.finding().stream())
        .sorted(Comparator.comparing(finding -> !finding.refuses()))
        .toList();
  }

  private void place(AnswerLine answer) {
    List<Integer> candidates = candidates(answer);
    if (candidates.isEmpty()) {
      unknown.add(answer.questionId());
      return;
    }
    int at = candidates.stream().filter(i -> answers.get(i).isEmpty()).findFirst().orElse(-1);
    if (at < 0) {
      String before = answers.get(candidates.get(0)).orElseThrow().text();
      (before.equals(answer.text()) ? repeated : contradicting).add(answer.questionId());
      return;
    }
    answers.set(at, Optional.of(answer));
    if (at < last) {
      disordered.add(answer.questionId());
    }
    last = Math.max(last, at);
    if (!isPromptOf(questions.get(at), answer)) {
      otherPrompt.add(answer.questionId());
    }
  }

  private List<Integer> candidates(AnswerLine answer) {
    List<Integer> candidates = byId.getOrDefault(answer.questionId().text(), List.of());
    if (candidates.size() < 2) {
      return candidates;
    }
    return candidates.stream()
        .filter(i -> questions.get(i).recorded().equals(answer.prompt()))
        .toList();
  }

  /** Some scripts record the question, others the whole template round it. */
  private static boolean isPromptOf(Question question, AnswerLine answer) {
    return answer.prompt().contains(question.text())
        || answer.prompt().contains(question.recorded());
  }

  private void countMissing() {
    for (int i = 0; i < questions.size(); i++) {
      if (answers.get(i).isEmpty()) {
        missing.add(questions.get(i).id());
      }
    }
  }
}
