package org.docent.model.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.docent.model.eval.Finding.Kind;
import org.junit.jupiter.api.Test;

/** What becomes of answers that do not fit their questions. */
class LabelledExamTest {

  private static final ImageReference PICTURE = new ImageFile(Path.of("picture.png"));

  private static Question question(String id, String text) {
    return Question.of(QuestionId.of(id), text, PICTURE);
  }

  private static LabelledExam<String> exam(MissingAnswers missing, Question... questions) {
    return new LabelledExam<>(
        List.of(questions).stream().map(each -> new LabelledExam.Item<>(each, "yes")).toList(),
        LabelledExam.Rule.of(8, LabelledExamTest::count).with(missing),
        List.of());
  }

  /** How many answers are the label. */
  private static Marking count(List<Marked<String>> marked) {
    long right = marked.stream().filter(each -> each.label().equals(each.text())).count();
    return Marking.of(new Score(List.of(Measure.count("right", right))));
  }

  private static LabelledExam<String> three(MissingAnswers missing) {
    return exam(missing, question("a", "A?"), question("b", "B?"), question("c", "C?"));
  }

  private static AnswerLine answer(String id, String prompt, String text) {
    return new AnswerLine(QuestionId.of(id), prompt, text, "", "model", Map.of());
  }

  private static List<AnswerLine> all(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> answer("abc".substring(i, i + 1), "ABC".charAt(i) + "?", texts[i]))
        .toList();
  }

  private static void checkRefused(Marking marking, Kind kind, int count, String first) {
    assertThat(marking.score()).isEmpty();
    assertThat(marking.submission()).isEmpty();
    assertThat(marking.refused()).isTrue();
    assertThat(marking.findings().get(0).kind()).isEqualTo(kind);
    assertThat(marking.findings().get(0).count()).isEqualTo(count);
    assertThat(marking.findings().get(0).sentence()).contains("the first is " + first);
  }

  @Test
  void marksAnswersThatFitWithoutAWord() {
    Marking marking = three(MissingAnswers.REFUSED).mark(all("yes", "no", "yes"));

    assertThat(marking.findings()).isEmpty();
    assertThat(marking.score().orElseThrow().value("right")).hasValue(2);
  }

  @Test
  void refusesAScoreWhereAnswersAreMissing() {
    Marking marking = three(MissingAnswers.REFUSED).mark(all("yes"));

    checkRefused(marking, Kind.MISSING_ANSWER, 2, "b");
    assertThat(marking.findings().get(0).sentence())
        .isEqualTo(
            "2 of 3 questions have no answer, the first is b: answer them all, or mark only the"
                + " first questions.");
  }

  @Test
  void countsMissingAnswersAsWrongOnlyByTheBenchmarksRuleAndSaysSo() {
    Marking marking = three(MissingAnswers.WRONG).mark(all("yes"));

    assertThat(marking.refused()).isFalse();
    assertThat(marking.score().orElseThrow().value("right")).hasValue(1);
    assertThat(marking.findings()).extracting(Finding::kind).containsExactly(Kind.MISSING_ANSWER);
  }

  @Test
  void refusesAnswersToNoQuestion() {
    List<AnswerLine> answers = new ArrayList<>(all("yes", "yes", "yes"));
    answers.add(answer("x", "A?", "yes"));
    answers.add(answer("y", "A?", "yes"));

    checkRefused(three(MissingAnswers.WRONG).mark(answers), Kind.UNKNOWN_ID, 2, "x");
  }

  @Test
  void refusesTwoAnswersThatContradictEachOther() {
    List<AnswerLine> answers = new ArrayList<>(all("yes", "yes", "yes"));
    answers.add(answer("b", "B?", "no"));

    checkRefused(three(MissingAnswers.REFUSED).mark(answers), Kind.DUPLICATE_ANSWER, 1, "b");
  }

  @Test
  void countsAnAnswerThatIsThereTwiceOnce() {
    List<AnswerLine> answers = new ArrayList<>(all("yes", "no", "yes"));
    answers.add(answer("a", "A?", "yes"));

    Marking marking = three(MissingAnswers.REFUSED).mark(answers);

    assertThat(marking.score().orElseThrow().value("right")).hasValue(2);
    assertThat(marking.findings()).extracting(Finding::kind).containsExactly(Kind.DUPLICATE_ANSWER);
  }

  @Test
  void putsAnswersInTheQuestionsOrderAndSaysSo() {
    List<AnswerLine> answers = new ArrayList<>(all("yes", "no", "no"));
    answers.add(answers.remove(0));

    Marking marking = three(MissingAnswers.REFUSED).mark(answers);

    assertThat(marking.score().orElseThrow().value("right")).hasValue(1);
    assertThat(marking.findings()).extracting(Finding::kind).containsExactly(Kind.OUT_OF_ORDER);
  }

  @Test
  void tellsQuestionsOfOneIdByTheirPrompts() {
    LabelledExam<String> exam =
        exam(MissingAnswers.REFUSED, question("a", "One?"), question("a", "Two?"));

    Marking right = exam.mark(List.of(answer("a", "Two?", "no"), answer("a", "One?", "yes")));
    Marking wrong = exam.mark(List.of(answer("a", "Two?", "no"), answer("a", "Three?", "yes")));

    assertThat(right.score().orElseThrow().value("right")).hasValue(1);
    assertThat(wrong.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.UNKNOWN_ID, Kind.MISSING_ANSWER);
  }

  @Test
  void takesAPromptWithinItsTemplateAndNotesAnyOther() {
    LabelledExam<String> exam = exam(MissingAnswers.REFUSED, question("a", "A?"));

    Marking templated = exam.mark(List.of(answer("a", "USER: <image>\nA? ASSISTANT:", "yes")));
    Marking other = exam.mark(List.of(answer("a", "What?", "yes")));

    assertThat(templated.findings()).isEmpty();
    assertThat(other.score()).isPresent();
    assertThat(other.findings()).extracting(Finding::kind).containsExactly(Kind.OTHER_PROMPT);
  }

  @Test
  void matchesANumberAndTheSameInQuotes() {
    LabelledExam<String> exam = exam(MissingAnswers.REFUSED, question("7", "A?"));
    AnswerLine answer =
        new AnswerLine(new QuestionId("7", true), "A?", "yes", "", "model", Map.of());

    assertThat(exam.mark(List.of(answer)).findings()).isEmpty();
  }

  @Test
  void refusesAScoreForWhatReadingFound() {
    Finding found = Finding.refusing(Kind.MISSING_LABEL, 4, "4 questions have no label.");
    LabelledExam<String> exam =
        new LabelledExam<>(
            List.of(new LabelledExam.Item<>(question("a", "A?"), "yes")),
            LabelledExam.Rule.of(8, LabelledExamTest::count),
            List.of(found));

    Marking marking = exam.mark(List.of(answer("a", "A?", "yes")));

    assertThat(marking.score()).isEmpty();
    assertThat(marking.findings()).containsExactly(found);
  }

  @Test
  void asksOnlyWhatIsToBeAsked() {
    Question several = new Question(QuestionId.of("b"), "B?", "B?", Optional.empty(), false);
    LabelledExam<String> exam = exam(MissingAnswers.REFUSED, question("a", "A?"), several);

    List<AnswerLine> lines = exam.answer((question, most) -> question.text() + most, "model");

    assertThat(lines).extracting(AnswerLine::text).containsExactly("A?8", "");
    assertThat(lines.get(0).answerId()).hasSize(22).isNotEqualTo(lines.get(1).answerId());
    assertThat(exam.answer((question, most) -> question.text() + most, "model")).isEqualTo(lines);
  }

  @Test
  void asksTheFirstQuestionsAlone() {
    Exam first = three(MissingAnswers.REFUSED).first(2);

    assertThat(first.questions()).hasSize(2);
    assertThat(first.mark(all("yes", "yes")).score()).isPresent();
    assertThat(three(MissingAnswers.REFUSED).first(9).questions()).hasSize(3);
    assertThatThrownBy(() -> first.first(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordsOneAnswerAQuestion() {
    assertThatThrownBy(() -> three(MissingAnswers.REFUSED).record(List.of("yes"), "model"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 answers do not belong to 3 questions");
  }
}
