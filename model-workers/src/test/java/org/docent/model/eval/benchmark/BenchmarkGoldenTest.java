package org.docent.model.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.AnswersFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.GoldenExam;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Question;
import org.docent.model.eval.Submission;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every benchmark against an independent implementation of its rules in Python. */
class BenchmarkGoldenTest {

  private final Path folder;

  BenchmarkGoldenTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static List<String> names() {
    return Benchmarks.all().stream().map(benchmark -> benchmark.name()).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void asksTheQuestionsInTheirOrderWithTheirExactPrompts(String name) throws IOException {
    GoldenExam golden = GoldenExam.unpack(name, folder);
    List<Question> questions = exam(golden, name).questions();

    JsonNode expected = golden.json("questions.json");
    assertThat(questions).hasSize(expected.size());
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      JsonNode wanted = expected.get(i);
      assertThat(question.id().toJson()).hasToString(wanted.get("id").toString());
      assertThat(question.text()).isEqualTo(wanted.get("text").textValue());
      assertThat(question.recorded()).isEqualTo(wanted.get("recorded").textValue());
      assertThat(question.asked()).isEqualTo(wanted.get("asked").booleanValue());
      checkImage(question, wanted.get("image"), golden.data());
    }
  }

  /** A picture is a file below the data folder, or in base64 within a table. */
  private static void checkImage(Question question, JsonNode wanted, Path data) {
    if (wanted.isNull()) {
      assertThat(question.image()).isEmpty();
    } else if (wanted.isObject()) {
      assertThat(question.image().orElseThrow().read())
          .isEqualTo(wanted.get("content").textValue().getBytes(StandardCharsets.UTF_8));
    } else {
      assertThat(question.image()).contains(new ImageFile(data.resolve(wanted.textValue())));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void writesTheAnswersFileOfTheOriginalScripts(String name) throws IOException {
    GoldenExam golden = GoldenExam.unpack(name, folder);
    Path written = folder.resolve("new/answers.jsonl");

    AnswersFile.write(written, exam(golden, name).record(golden.said(), "golden/student-1b"));

    assertThat(Files.readString(written))
        .isEqualTo(Files.readString(golden.expected("answers.jsonl")));
  }

  @ParameterizedTest
  @MethodSource("names")
  void scoresToEveryDigit(String name) throws IOException {
    GoldenExam golden = GoldenExam.unpack(name, folder);
    Exam exam = exam(golden, name);
    List<AnswerLine> answers = AnswersFile.read(golden.expected("answers.jsonl"));

    JsonNode scores = golden.json("scores.json");
    for (JsonNode wanted : scores) {
      Marking marking = exam.mark(without(wanted.get("drop"), answers));
      checkMeasures(marking.score().orElseThrow().measures(), wanted.get("measures"));
    }
    if (scores.isEmpty()) {
      assertThat(exam.mark(answers).score()).as("only a server knows").isEmpty();
    }
  }

  private static List<AnswerLine> without(JsonNode dropped, List<AnswerLine> answers) {
    Set<Integer> lines = new HashSet<>();
    dropped.forEach(line -> lines.add(line.intValue()));
    List<AnswerLine> rest = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (!lines.contains(i)) {
        rest.add(answers.get(i));
      }
    }
    return rest;
  }

  private static void checkMeasures(List<Measure> measures, JsonNode wanted) {
    List<String> names = new ArrayList<>();
    wanted.forEach(measure -> names.add(measure.get(0).textValue()));
    assertThat(measures).extracting(Measure::name).containsExactlyElementsOf(names);
    for (int i = 0; i < measures.size(); i++) {
      double value = wanted.get(i).get(1).doubleValue();
      assertThat(measures.get(i).value())
          .as(measures.get(i).name())
          .isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value))));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void writesTheFileTheServerTakes(String name) throws IOException {
    GoldenExam golden = GoldenExam.unpack(name, folder);
    Marking marking = exam(golden, name).mark(AnswersFile.read(golden.expected("answers.jsonl")));
    boolean taken = Files.exists(golden.expected("submission.json"));

    assertThat(marking.submission().isPresent()).isEqualTo(taken);
    if (taken) {
      check(marking.submission().orElseThrow(), golden);
    }
  }

  private void check(Submission submission, GoldenExam golden) throws IOException {
    Path written = folder.resolve("submission");
    try (OutputStream out = Files.newOutputStream(written)) {
      submission.content().writeTo(out);
    }
    if (submission.extension().equals("xlsx")) {
      assertThat(SheetReader.read(written)).isEqualTo(golden.json("submission.json"));
    } else {
      assertThat(Files.readString(written))
          .isEqualTo(Files.readString(golden.expected("submission.json")));
    }
  }

  private static Exam exam(GoldenExam golden, String name) {
    Exam exam = Benchmarks.named(name).orElseThrow().read(golden.data());
    assertThat(exam.findings()).isEmpty();
    return exam;
  }
}
