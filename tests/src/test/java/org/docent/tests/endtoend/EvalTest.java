package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.docent.tests.testkit.BenchmarkFiles;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DamagedRun.Outcome;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docent eval} with a real model, and with answers made elsewhere. */
@Tag("slow")
class EvalTest {

  private static final String TEACHER = GoldenFixture.file("teacher").toString();

  private final Path folder;

  EvalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void answersAsInferDoesAndLeavesTheSameFilesWhateverTheDevices() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));

    Outcome one = ask("pope", pope, "one", "--limit=9");
    Outcome two = ask("pope", pope, "two", "--limit=9", "--device=cpu,cpu");

    assertThat(one.exit()).as("%s", one).isZero();
    assertThat(one.out()).contains("pope: 9 of 240 questions answered by teacher", "mean F1");
    assertThat(two.exit()).as("%s", two).isZero();
    assertSameFiles(folder.resolve("one"), folder.resolve("two"));
    assertThat(filesOf(folder.resolve("one/pope")))
        .containsExactly("answers.jsonl", "results.json");
    List<JsonNode> answers = lines(folder.resolve("one/pope/answers.jsonl"));
    assertThat(answers).hasSize(9);
    JsonNode question = pope.expected("questions.json").path(3);
    Outcome infer =
        docent(
            "infer",
            "--model-path=" + TEACHER,
            "--image-file=" + pope.image(3),
            "--query=" + question.path("text").asText(),
            "--max-new-tokens=128");
    assertThat(answers.get(3).path("text").asText() + System.lineSeparator())
        .isEqualTo(infer.out());
    assertThat(answers.get(3).path("question_id")).isEqualTo(question.path("id"));
  }

  @Test
  void whatIsFinishedIsNotAskedAgain() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    ask("pope", pope, "out", "--limit=3");
    byte[] results = Files.readAllBytes(folder.resolve("out/pope/results.json"));

    Outcome again = ask("pope", pope, "out", "--limit=3");

    assertThat(again.out()).contains("pope: was answered before, in ");
    assertThat(Files.readAllBytes(folder.resolve("out/pope/results.json"))).isEqualTo(results);
    Outcome other = ask("pope", pope, "out", "--limit=3", "--system-message=");
    assertThat(other.out()).doesNotContain("was answered before");
  }

  @Test
  void readsThePicturesOfATable() throws IOException {
    BenchmarkFiles mmbench = BenchmarkFiles.unpack("mmbench", folder.resolve("files"));
    Path table = mmbench.data().resolve("mmbench/MMBench_DEV_EN_legacy.tsv");
    Outcome refused = ask("mmbench", mmbench, "out", "--limit=2");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out())
        .contains("mmbench: 2 questions could not be asked, the others are kept; the first: The ")
        .contains("image at byte ", " of " + table + " cannot be read: ");

    byte[] picture = Files.readAllBytes(GoldenFixture.file("data/images/rgb-small.png"));
    Files.writeString(
        table,
        "index\tquestion\thint\tA\tB\tcategory\timage\n1\tWhat?\tnan\tone\ttwo\tx\t%s\n"
            .formatted(Base64.getEncoder().encodeToString(picture)));
    Outcome answered = ask("mmbench", mmbench, "out");

    assertThat(answered.exit()).as("%s", answered).isZero();
    assertThat(answered.out()).contains("submission.xlsx is for ");
    assertThat(folder.resolve("out/mmbench/submission.xlsx")).exists();
  }

  @Test
  void aBadPictureCostsNothingButItsOwnQuestion() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    Path whole = pope.image(6);
    byte[] picture = Files.readAllBytes(whole);
    Files.write(whole, new byte[picture.length]);

    Outcome refused = ask("pope", pope, "out", "--limit=8");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out())
        .contains("pope: 2 questions could not be asked", "The image " + whole + " cannot be read")
        .contains("pope: no score; mend that and give the same command again");
    assertThat(folder.resolve("out/pope/results.json")).doesNotExist();
    assertThat(folder.resolve("out/pope/answers.jsonl")).doesNotExist();

    Files.write(whole, picture);
    Outcome mended = ask("pope", pope, "out", "--limit=8");
    assertThat(mended.exit()).as("%s", mended).isZero();
    assertThat(mended.out()).contains("pope: 6 of 8 answers were there");
    ask("pope", pope, "undisturbed", "--limit=8");
    assertSameFiles(folder.resolve("out"), folder.resolve("undisturbed"));
  }

  @Test
  void saysAllThatIsMissingBeforeAnythingIsAsked() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    Files.delete(pope.image(0));

    Outcome outcome = ask("mme,pope,gqa", pope, "out");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("mme: The data folder " + pope.data() + " lacks MME/llava_mme.jsonl")
        .contains("gqa: The data folder ")
        .contains(
            "pope: 6 questions have no picture on this machine, the first is " + pope.image(0));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aModelWithoutItsTokenizerIsNamed() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    DamagedRun run = DamagedRun.copyTo(folder.resolve("run"));
    Files.delete(run.file("teacher/tokenizer.json"));

    Outcome outcome =
        run.docent(
            "eval", "--benchmark=pope", "--model-path=$RUN/teacher", "--data-dir=" + pope.data());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .contains("teacher: there is no tokenizer.json; copy it there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pope", "mme", "gqa", "mmmu", "scienceqa", "textvqa", "vqav2"})
  void marksAnswersMadeElsewhere(String name) throws IOException {
    BenchmarkFiles files = BenchmarkFiles.unpack(name, folder.resolve("files"));

    Outcome outcome = mark(name, files, files.answers());

    assertThat(outcome.exit()).as("%s", outcome).isZero();
    JsonNode results = GoldenFixture.json(folder.resolve("marked/" + name + "/results.json"));
    assertThat(results.path("model").asText()).isEqualTo("golden/student-1b");
    JsonNode wanted = files.expected("scores.json").path(0).path("measures");
    assertThat(results.path("measures")).hasSize(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      JsonNode measure = results.path("measures").path(i);
      assertThat(measure.path("name")).isEqualTo(wanted.path(i).path(0));
      double value = wanted.path(i).path(1).asDouble();
      assertThat(measure.path("value").asDouble()).isCloseTo(value, within(1e-9));
    }
    Path submission = folder.resolve("marked/" + name + "/submission.json");
    if (Files.exists(files.folder().resolve("expected/submission.json"))) {
      assertThat(GoldenFixture.json(submission)).isEqualTo(files.expected("submission.json"));
    } else {
      assertThat(submission).doesNotExist();
    }
  }

  @Test
  void answersThatDoNotLineUpGetNoScore() throws IOException {
    BenchmarkFiles gqa = BenchmarkFiles.unpack("gqa", folder.resolve("files"));
    assertThat(mark("gqa", gqa, gqa.answers()).exit()).isZero();
    List<String> lines = new ArrayList<>(Files.readAllLines(gqa.answers()));
    lines.remove(0);
    lines.add("{\"question_id\": \"nobody\", \"text\": \"yes\"}");
    Path changed = Files.write(folder.resolve("changed.jsonl"), lines);

    Outcome outcome = mark("gqa", gqa, changed);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("gqa: 1 answers are to no question, the first is nobody")
        .contains("questions have no answer")
        .contains("gqa: no score");
    assertThat(folder.resolve("marked/gqa/results.json")).doesNotExist();
    Files.writeString(changed, lines.get(0) + "\n{\"question_id\": 5, \"te");
    assertThat(mark("gqa", gqa, changed).err())
        .singleElement()
        .asString()
        .contains("changed.jsonl, line 2: it is no JSON object");
  }

  private Outcome ask(String names, BenchmarkFiles files, String output, String... more) {
    Stream<String> arguments =
        Stream.of(
            "eval",
            "--benchmark=" + names,
            "--model-path=" + TEACHER,
            "--data-dir=" + files.data(),
            "--output=" + folder.resolve(output));
    return docent(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
  }

  private Outcome mark(String name, BenchmarkFiles files, Path answers) {
    return docent(
        "eval",
        "--benchmark=" + name,
        "--answers=" + answers,
        "--data-dir=" + files.data(),
        "--output=" + folder.resolve("marked"));
  }

  private Outcome docent(String... arguments) {
    return new DamagedRun(folder).docent(arguments);
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertSameFiles(Path one, Path other) throws IOException {
    for (String name : List.of("pope/answers.jsonl", "pope/results.json")) {
      assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
