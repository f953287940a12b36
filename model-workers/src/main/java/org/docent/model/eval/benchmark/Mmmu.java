package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.ImageReference;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.MissingAnswers;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;

/**
 * MMMU, its validation split: college questions of thirty subjects, with options or open. The
 * number is the accuracy over all questions.
 *
 * <pre>
 * MMMU/anns_for_eval.json           the questions, [{id, prompt, image?, question_type, all_choices, index2ans}]
 * MMMU/eval/answer_dict_val.json    labels, {id: {question_type, ground_truth}}
 * MMMU/all_images/                  pictures
 * </pre>
 *
 * A question without picture is one of several pictures, which the original does not put to the
 * model: it chooses at random, or records that there is no answer. Made as well is {@code {id:
 * answer}}, which MMMU's own script reads.
 */
final class Mmmu implements Benchmark {

  private static final String OPTIONS = "multiple-choice";

  private static final DataFile QUESTIONS =
      DataFile.required("TinyLLaVA Factory's evaluation data", "MMMU/anns_for_eval.json");
  private static final DataFile LABELS =
      DataFile.required(
          "github.com/MMMU-Benchmark/MMMU, mmmu/eval",
          "MMMU/eval/answer_dict_val.json",
          "MMMU/answer_dict_val.json");
  private static final DataFile IMAGES =
      DataFile.required("TinyLLaVA Factory's evaluation data", "MMMU/all_images");

  /** What is right: any of {@code answers}, by the rule for options or for open questions. */
  private record Truth(boolean options, List<String> answers) {}

  @Override
  public String name() {
    return "mmmu";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, LABELS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Map<String, Truth> labels = new LinkedHashMap<>();
    JsonFile.object(LABELS.in(folder), (id, entry) -> labels.put(id, truth(entry)));
    Map<String, MmmuRule.Options> options = new LinkedHashMap<>();
    List<Question> questions = questions(QUESTIONS.in(folder), IMAGES.in(folder), options);
    Labels<Truth> matched = Labels.match(questions, labels, (id, label) -> true);
    List<LabelledExam.Item<MmmuRule.Label>> items =
        matched.items().stream()
            .map(
                item ->
                    new LabelledExam.Item<>(
                        item.question(),
                        new MmmuRule.Label(
                            Optional.ofNullable(options.get(item.question().id().text())),
                            item.label().options(),
                            item.label().answers())))
            .toList();
    return new LabelledExam<>(
        items,
        new LabelledExam.Rule<>(
            Prompts.OPTION_TOKENS, MissingAnswers.REFUSED, MmmuRule::record, MmmuRule::mark),
        matched.findings());
  }

  private static Truth truth(JsonEntry entry) {
    List<String> answers =
        entry.json().path("ground_truth").isArray()
            ? entry.texts("ground_truth")
            : List.of(entry.text("ground_truth"));
    return new Truth(entry.text("question_type").equals(OPTIONS), answers);
  }

  private static List<Question> questions(
      Path file, Path images, Map<String, MmmuRule.Options> options) {
    Set<String> seen = new HashSet<>();
    List<Question> questions = new ArrayList<>();
    JsonFile.array(
        file,
        entry -> {
          QuestionId id = QuestionId.of(entry, "id");
          LlavaQuestions.requireNew(seen, id, entry);
          if (entry.text("question_type").equals(OPTIONS)) {
            options.put(id.text(), options(entry));
          }
          questions.add(question(id, entry, images));
        });
    LlavaQuestions.requireSome(file, questions);
    return questions;
  }

  private static MmmuRule.Options options(JsonEntry entry) {
    List<String> choices = entry.texts("all_choices");
    if (choices.isEmpty()) {
      throw entry.fault("its list \"all_choices\" is empty");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    entry
        .json()
        .path("index2ans")
        .fields()
        .forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return new MmmuRule.Options(choices, texts);
  }

  private static Question question(QuestionId id, JsonEntry entry, Path images) {
    String prompt = entry.text("prompt");
    Optional<ImageReference> image =
        entry.json().has("image")
            ? Optional.of(new ImageFile(images.resolve(entry.named("image"))))
            : Optional.empty();
    return new Question(id, prompt, prompt, image, /* asked= */ image.isPresent());
  }
}
