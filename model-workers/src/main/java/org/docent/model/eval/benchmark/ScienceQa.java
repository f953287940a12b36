package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.ImageReference;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.MissingAnswers;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.Score;
import org.docent.model.eval.Tally;
import org.docent.model.eval.answer.OptionLetter;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.text.ImageToken;
import org.docent.model.text.PythonText;

/**
 * ScienceQA, its test split: options by letter. The paper's number is the accuracy over the
 * questions with a picture, told by {@code <image>} in the recorded prompt.
 *
 * <pre>
 * scienceqa/llava_test_CQM-A.json   the questions, [{id, image?, conversations}]
 * scienceqa/problems.json           labels, {id: {choices, answer}}
 * scienceqa/pid_splits.json         {test: [id]}
 * scienceqa/images/test/            pictures
 * </pre>
 *
 * An answer without a letter and an answer that is missing are wrong by the benchmark's rule; one
 * that is missing has no prompt and so counts among all questions, but not among those with a
 * picture.
 */
final class ScienceQa implements Benchmark {

  private static final String REPOSITORY = "github.com/lupantech/ScienceQA, data/scienceqa";
  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "scienceqa/llava_test_CQM-A.json");
  private static final DataFile LABELS = DataFile.required(REPOSITORY, "scienceqa/problems.json");
  private static final DataFile SPLITS = DataFile.required(REPOSITORY, "scienceqa/pid_splits.json");
  private static final DataFile IMAGES = DataFile.required(REPOSITORY, "scienceqa/images/test");

  /** Of so many choices the one of that index, from 0, is right. */
  private record Label(int choices, int answer) {}

  @Override
  public String name() {
    return "scienceqa";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, LABELS, SPLITS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Set<String> split = testSplit(SPLITS.in(folder));
    Map<String, Label> labels = new LinkedHashMap<>();
    JsonFile.object(
        LABELS.in(folder),
        (id, problem) -> {
          if (split.contains(id)) {
            labels.put(id, label(problem));
          }
        });
    Labels<Label> matched =
        Labels.match(
            questions(QUESTIONS.in(folder), IMAGES.in(folder)), labels, (id, label) -> true);
    return new LabelledExam<>(
        matched.items(),
        LabelledExam.Rule.of(Prompts.OPTION_TOKENS, ScienceQa::mark).with(MissingAnswers.WRONG),
        matched.findings());
  }

  private static Set<String> testSplit(Path file) {
    Set<String> ids = new LinkedHashSet<>();
    JsonFile.object(
        file,
        (name, list) -> {
          if (name.equals("test")) {
            list.json().forEach(id -> ids.add(id.asText()));
          }
        });
    return ids;
  }

  private static Label label(JsonEntry problem) {
    JsonNode choices = problem.json().path("choices");
    JsonNode answer = problem.json().path("answer");
    if (!choices.isArray() || !answer.isInt()) {
      throw problem.fault("it has no list \"choices\" or no number \"answer\"");
    }
    if (answer.intValue() < 0 || answer.intValue() >= choices.size()) {
      throw problem.fault("its answer " + answer + " is none of " + choices.size() + " choices");
    }
    return new Label(choices.size(), answer.intValue());
  }

  private static List<Question> questions(Path file, Path images) {
    Set<String> seen = new HashSet<>();
    List<Question> questions = new ArrayList<>();
    JsonFile.array(
        file,
        entry -> {
          Question question = question(entry, images);
          LlavaQuestions.requireNew(seen, question.id(), entry);
          questions.add(question);
        });
    LlavaQuestions.requireSome(file, questions);
    return questions;
  }

  private static Question question(JsonEntry entry, Path images) {
    JsonNode turn = entry.json().path("conversations").path(0).path("value");
    if (!turn.isTextual()) {
      throw entry.fault("it has no \"conversations\" with a first \"value\"");
    }
    Optional<ImageReference> image =
        entry.json().has("image")
            ? Optional.of(new ImageFile(images.resolve(entry.named("image"))))
            : Optional.empty();
    String text = PythonText.strip(turn.textValue().replace(ImageToken.TEXT, "")) + Prompts.LETTER;
    String recorded = image.isPresent() ? ImageToken.TEXT + "\n" + text : text;
    return new Question(QuestionId.of(entry, "id"), text, recorded, image, /* asked= */ true);
  }

  private static Marking mark(List<Marked<Label>> marked) {
    Mean all = new Mean();
    Mean withPicture = new Mean();
    Tally unread =
        Tally.noting(
            Finding.Kind.UNREAD_ANSWER,
            "answers name no option's letter",
            "the benchmark's rule counts them as wrong");
    for (Marked<Label> each : marked) {
      Optional<String> letter = OptionLetter.ofScienceQa(each.text());
      boolean right = letter.filter(said -> isRight(said, each.label())).isPresent();
      all.add(right);
      if (each.answer().map(AnswerLine::prompt).orElse("").contains(ImageToken.TEXT)) {
        withPicture.add(right);
      }
      if (letter.isEmpty() && each.answer().isPresent()) {
        unread.add(each.question().id());
      }
    }
    List<Measure> measures = new ArrayList<>();
    if (withPicture.count() > 0) {
      measures.add(Measure.percent("IMG accuracy", withPicture.mean()));
    }
    measures.add(Measure.percent("accuracy", all.mean()));
    measures.add(Measure.count("IMG questions", withPicture.count()));
    measures.add(Measure.count("questions", all.count()));
    return new Marking(
        Optional.of(new Score(measures)), Optional.empty(), unread.finding().stream().toList());
  }

  private static boolean isRight(String letter, Label label) {
    return letter.charAt(0) - 'A' == label.answer();
  }
}
