package org.docent.model.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.AnswersFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Finding.Kind;
import org.docent.model.eval.GoldenExam;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where only a part was asked or answered. */
class PartialAnswersTest {

  private final Path folder;

  PartialAnswersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Exam exam(String name) throws IOException {
    return Benchmarks.named(name).orElseThrow().read(GoldenExam.unpack(name, folder).data());
  }

  private List<AnswerLine> answers() {
    return new ArrayList<>(AnswersFile.read(folder.resolve("expected/answers.jsonl")));
  }

  private static List<Kind> kinds(Marking marking) {
    return marking.findings().stream().map(Finding::kind).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "vizwiz", "textvqa", "mme", "pope", "mmbench", "mmmu"})
  void givesNothingBeforeEveryQuestionIsAnswered(String name) throws IOException {
    Exam exam = exam(name);
    List<AnswerLine> answers = answers();
    answers.remove(7);

    Marking marking = exam.mark(answers);

    assertThat(kinds(marking)).containsExactly(Kind.MISSING_ANSWER);
    assertThat(marking.score()).isEmpty();
    assertThat(marking.submission()).isEmpty();
  }

  @Test
  void sendsTheVqaServerAnEmptyAnswerForEachThatIsMissing() throws IOException {
    Exam exam = exam("vqav2");
    List<AnswerLine> answers = answers();
    String missing = answers.remove(0).questionId().text();

    Marking marking = exam.mark(answers);

    assertThat(kinds(marking)).containsExactly(Kind.MISSING_ANSWER);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    marking.submission().orElseThrow().content().writeTo(out);
    JsonNode sent = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(sent).hasSize(200);
    for (JsonNode each : sent) {
      if (each.get("question_id").asText().equals(missing)) {
        assertThat(each.get("answer").textValue()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa", "textvqa", "scienceqa", "pope", "mmmu", "vqav2-val"})
  void marksTheFirstQuestionsAlone(String name) throws IOException {
    Exam first = exam(name).first(20);

    Marking marking = first.mark(answers().subList(0, 20));

    assertThat(marking.refused()).isFalse();
    Score score = marking.score().orElseThrow();
    assertThat(score.value("questions").orElseThrow()).isBetween(1.0, 20.0);
  }

  @Test
  void drawsTheSameForTheFirstQuestionsAsForAll() throws IOException {
    Exam exam = exam("mmmu");
    List<String> said = GoldenExam.unpack("mmmu", folder).said();

    assertThat(exam.first(60).record(said.subList(0, 60), "golden/student-1b"))
        .isEqualTo(answers().subList(0, 60));
  }

  @Test
  void givesPerceptionOnlyOfAllItsTasks() throws IOException {
    Exam exam = exam("mme");

    Marking three = exam.first(6).mark(answers().subList(0, 6));
    Marking odd = exam.first(7).mark(answers().subList(0, 7));

    assertThat(kinds(three)).contains(Kind.INCOMPLETE);
    assertThat(three.score().orElseThrow().value("perception")).isEmpty();
    assertThat(three.score().orElseThrow().value("existence")).isPresent();
    assertThat(odd.score()).isEmpty();
    assertThat(kinds(odd)).containsExactly(Kind.INCOMPLETE);
  }

  @Test
  void givesMeanF1OnlyOfAllThreeSplits() throws IOException {
    Exam exam = exam("pope").first(1);

    Score score = exam.mark(answers().subList(0, 1)).score().orElseThrow();

    assertThat(score.value("mean F1")).isEmpty();
    assertThat(score.measures()).hasSize(6);
  }

  @Test
  void givesCircularAccuracyOnlyWithAllCopies() throws IOException {
    Marking marking = exam("mmbench").first(30).mark(answers().subList(0, 30));

    assertThat(kinds(marking)).contains(Kind.INCOMPLETE);
    assertThat(marking.score().orElseThrow().value("circular accuracy")).isEmpty();
    assertThat(marking.score().orElseThrow().value("accuracy")).isPresent();
  }

  @Test
  void leavesMmBenchToItsServerWhereAnswersAreNotKnown() throws IOException {
    Exam known = exam("mmbench");
    Path table = folder.resolve("data/mmbench/MMBench_DEV_EN_legacy.tsv");
    Files.writeString(table, Files.readString(table).replace("\tanswer\t", "\tunknown\t"));
    Exam unknown = Benchmarks.named("mmbench").orElseThrow().read(folder.resolve("data"));

    Marking marking = unknown.mark(answers());

    assertThat(known.mark(answers()).score()).isPresent();
    assertThat(marking.score()).isEmpty();
    assertThat(marking.submission()).isPresent();
    assertThat(kinds(marking)).containsExactly(Kind.MISSING_LABEL);
  }

  @Test
  void countsTheAnswersARuleCannotRead() throws IOException {
    assertThat(kinds(exam("scienceqa").mark(answers()))).containsExactly(Kind.UNREAD_ANSWER);
    assertThat(kinds(exam("mme").mark(answers()))).containsExactly(Kind.UNREAD_ANSWER);
    assertThat(kinds(exam("mmbench").mark(answers()))).containsExactly(Kind.UNREAD_ANSWER);
  }
}
