package org.docent.model.eval.benchmark;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.eval.AnswersFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Finding.Kind;
import org.docent.model.eval.GoldenExam;
import org.docent.model.eval.Marking;
import org.docent.model.eval.MissingImages;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a benchmark's own files is named, and nothing is scored because of it. */
class BadFilesTest {

  private final Path folder;

  BadFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private GoldenExam unpack(String name) throws IOException {
    return GoldenExam.unpack(name, folder);
  }

  private static Exam read(GoldenExam golden, String name) {
    return Benchmarks.named(name).orElseThrow().read(golden.data());
  }

  private static void replaceFirst(Path file, String part, String other) throws IOException {
    String text = Files.readString(file);
    int at = text.indexOf(part);
    assertThat(at).as(part).isNotNegative();
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + part.length()));
  }

  private static void checkFindings(Exam exam, Kind... kinds) {
    assertThat(exam.findings()).extracting(Finding::kind).containsExactly(kinds);
  }

  @Test
  void namesEveryFileThatIsMissingAndWhereItIsFrom() throws IOException {
    GoldenExam golden = unpack("gqa");
    Files.delete(golden.data().resolve("gqa/llava_gqa_testdev_balanced.jsonl"));
    Files.delete(golden.data().resolve("gqa/data/testdev_balanced_questions.json"));

    assertThatThrownBy(() -> read(golden, "gqa"))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "The data folder "
                + golden.data()
                + " lacks gqa/llava_gqa_testdev_balanced.jsonl (from LLaVA's eval.zip),"
                + " gqa/data/testdev_balanced_questions.json or"
                + " gqa/data/questions1.2/testdev_balanced_questions.json (from"
                + " cs.stanford.edu/people/dorarad/gqa/download.html).");
  }

  /**
   * One change of a benchmark's file.
   *
   * @param part the first of which becomes {@code other}
   * @param reason with which the error ends
   */
  private record Change(String name, String file, String part, String other, String reason) {}

  static List<Change> changes() {
    String vizwiz = "vizwiz/llava_test.jsonl";
    String mmbench = "mmbench/MMBench_DEV_EN_legacy.tsv";
    return List.of(
        new Change("vizwiz", vizwiz, "\"image\"", "\"img\"", "line 1: it has no \"image\"."),
        new Change("vizwiz", vizwiz, "\"image\": \"V", "\"image\": \"\", \"x\": \"V", "is empty."),
        new Change("vizwiz", vizwiz, "}", "", "end-of-input: expected close marker for Object."),
        new Change(
            "vizwiz",
            vizwiz,
            "VizWiz_test_00000000.jpg",
            "VizWiz_test_00000001.jpg",
            "line 2: there is a question VizWiz_test_00000001.jpg before it; ids must be unique."),
        new Change(
            "vizwiz-val",
            "vizwiz/val.json",
            "\"answers\": [{",
            "\"answers\": [{\"answer\": \"x\"}, {",
            "record 1: it has 11 answers of people, not 10."),
        new Change(
            "vqav2-val",
            "vqav2/v2_mscoco_val2014_annotations.json",
            "\"annotations\": [{\"question_id",
            "\"notes\": [{\"question_id",
            " has no list \"annotations\"."),
        new Change(
            "textvqa",
            "textvqa/llava_textvqa_val_v051_ocr.jsonl",
            "\\nAnswer",
            "\\n\\n\\n\\nAnswer",
            "lines, none of which can be told to be the question."),
        new Change(
            "gqa",
            "gqa/data/testdev_balanced_questions.json",
            "\"isBalanced\": true",
            "\"isBalanced\": 1",
            "it has no true or false \"isBalanced\"."),
        new Change(
            "pope",
            "pope/llava_pope_test.jsonl",
            "\"category\": \"popular\"",
            "\"category\": \"coco\"",
            "its category is \"coco\", not one of random, popular, adversarial."),
        new Change(
            "pope",
            "pope/coco/coco_pope_random.json",
            "\"label\": \"yes\"",
            "\"label\": \"maybe\"",
            "its label is \"maybe\", neither yes nor no."),
        new Change(
            "scienceqa", "scienceqa/problems.json", "\"answer\": ", "\"answer\": 9", "choices."),
        new Change(
            "scienceqa",
            "scienceqa/llava_test_CQM-A.json",
            "conversations",
            "talks",
            "record 1: it has no \"conversations\" with a first \"value\"."),
        new Change(
            "mme",
            "MME/llava_mme.jsonl",
            "\"existence/0000.png\", \"i",
            "\"being/0000.png\", \"i",
            "line 1: its id \"being/0000.png\" does not begin with a task of MME and a slash."),
        new Change(
            "mme",
            "MME/MME_Benchmark_release_version/count/img.txt",
            "\tYes",
            "\tPerhaps",
            "line 1: it is not a question, a tab and Yes or No."),
        new Change("mmbench", mmbench, "index", "idx", "has no column index."),
        new Change("mmbench", mmbench, "\n1000", "\nx1000", "not a whole number."),
        new Change("mmbench", mmbench, "\tc\t28\ts", "\tc\t999\ts", "nor the index of one."),
        new Change(
            "mmbench", mmbench, "\tC\tc\t28", "\tD\tc\t28", "none of its options [A, B, C]."),
        new Change("mmbench", mmbench, "\n1000028\t", "\n1000031\t", "they must be unique."),
        new Change(
            "mmmu", "MMMU/anns_for_eval.json", "\"prompt\"", "\"words\"", "it has no \"prompt\"."),
        new Change(
            "mmmu",
            "MMMU/eval/answer_dict_val.json",
            "\"ground_truth\"",
            "\"truth\"",
            "it has no \"ground_truth\"."));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void namesFileAndPlaceOfWhatCannotBeUsed(Change change) throws IOException {
    GoldenExam golden = unpack(change.name());
    Path changed = golden.data().resolve(change.file());
    replaceFirst(changed, change.part(), change.other());

    assertThatThrownBy(() -> read(golden, change.name()))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(changed.toString())
        .hasMessageEndingWith(change.reason());
  }

  @Test
  void refusesAScoreWhereQuestionsAndLabelsAreOfTwoSplits() throws IOException {
    GoldenExam golden = unpack("gqa");
    replaceFirst(golden.data().resolve("gqa/data/testdev_balanced_questions.json"), "2000000", "1");

    Exam exam = read(golden, "gqa");

    checkFindings(exam, Kind.MISSING_LABEL, Kind.MISSING_QUESTION);
    assertThat(exam.findings().get(0).sentence())
        .isEqualTo(
            "1 questions have no label, the first is 2000000: question file and labels must be of"
                + " one split.");
    Marking marking = exam.mark(AnswersFile.read(golden.expected("answers.jsonl")));
    assertThat(marking.score()).isEmpty();
    assertThat(marking.submission()).isEmpty();
  }

  @Test
  void refusesPopeWhereLabelsAndQuestionsAreNotAsMany() throws IOException {
    GoldenExam golden = unpack("pope");
    Path random = golden.data().resolve("pope/coco/coco_pope_random.json");
    Path popular = golden.data().resolve("pope/coco/coco_pope_popular.json");
    Files.writeString(random, Files.readString(random).split("\n", 2)[1]);
    Files.writeString(popular, Files.readString(popular).split("\n", 2)[0], APPEND);

    Exam exam = read(golden, "pope");

    assertThat(exam.findings())
        .filteredOn(Finding::refuses)
        .extracting(Finding::kind)
        .containsExactly(Kind.MISSING_LABEL, Kind.MISSING_QUESTION);
  }

  @Test
  void matchesThePopeLabelOfAnotherPictureByItsPlaceButSaysSo() throws IOException {
    GoldenExam golden = unpack("pope");
    replaceFirst(
        golden.data().resolve("pope/coco/coco_pope_random.json"), "COCO_val2014", "COCO_other");

    Exam exam = read(golden, "pope");

    checkFindings(exam, Kind.LABEL_ORDER);
    assertThat(exam.mark(AnswersFile.read(golden.expected("answers.jsonl"))).score()).isPresent();
  }

  @Test
  void refusesAQuestionThatTextVqaAndMmeDoNotHave() throws IOException {
    GoldenExam textvqa = unpack("textvqa");
    replaceFirst(textvqa.data().resolve("textvqa/TextVQA_0.5.1_val.json"), "at 0?", "at none?");
    checkFindings(read(textvqa, "textvqa"), Kind.MISSING_LABEL);

    GoldenExam mme = unpack("mme");
    replaceFirst(mme.data().resolve("MME/llava_mme.jsonl"), "part 0", "part 9");
    checkFindings(read(mme, "mme"), Kind.MISSING_LABEL);
  }

  @Test
  void refusesVqaQuestionsTheServerDoesNotKnow() throws IOException {
    GoldenExam golden = unpack("vqav2");
    replaceFirst(
        golden.data().resolve("vqav2/llava_vqav2_mscoco_test2015.jsonl"),
        "\"question_id\": 5005,",
        "\"question_id\": 1,");

    Marking marking =
        read(golden, "vqav2").mark(AnswersFile.read(golden.expected("answers.jsonl")));

    assertThat(marking.submission()).isEmpty();
    assertThat(marking.findings()).extracting(Finding::kind).containsExactly(Kind.UNKNOWN_ID);
  }

  @Test
  void countsThePicturesThatAreMissing() throws IOException {
    GoldenExam golden = unpack("vizwiz");
    Files.createFile(golden.data().resolve("vizwiz/test/VizWiz_test_00000000.jpg"));
    Exam exam = read(golden, "vizwiz");

    Finding finding = MissingImages.of(exam.questions()).orElseThrow();

    assertThat(finding.count()).isEqualTo(exam.questions().size() - 1);
    assertThat(finding.sentence()).contains("VizWiz_test_00000001.jpg");
    assertThat(MissingImages.of(exam.first(1).questions())).isEmpty();
    assertThat(MissingImages.of(read(unpack("mmbench"), "mmbench").questions())).isEmpty();
  }
}
