package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;

/**
 * VQAv2's validation split, whose labels are public: what can be known of VQAv2 without its server.
 * The files are those of visualqa.org; the prompt is that of test-dev.
 *
 * <pre>
 * vqav2/v2_OpenEnded_mscoco_val2014_questions.json   {questions: [{question_id, image_id, question}]}
 * vqav2/v2_mscoco_val2014_annotations.json           {annotations: [{question_id, answer_type, answers}]}
 * vqav2/val2014/ or pope/val2014/                    pictures, COCO_val2014_000000000042.jpg
 * </pre>
 */
final class VqaV2Validation implements Benchmark {

  private static final String SITE = "visualqa.org/download.html";
  private static final DataFile QUESTIONS =
      DataFile.required(SITE, "vqav2/v2_OpenEnded_mscoco_val2014_questions.json");
  private static final DataFile ANNOTATIONS =
      DataFile.required(SITE, "vqav2/v2_mscoco_val2014_annotations.json");
  private static final DataFile IMAGES =
      DataFile.required("images.cocodataset.org/zips/val2014.zip", "vqav2/val2014", "pope/val2014");

  @Override
  public String name() {
    return "vqav2-val";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, ANNOTATIONS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Map<String, People> labels = new LinkedHashMap<>();
    JsonFile.array(
        ANNOTATIONS.in(folder),
        "annotations",
        entry -> labels.put(entry.key("question_id"), People.of(entry)));
    Labels<People> matched = Labels.match(questions(folder), labels, (id, label) -> true);
    return new LabelledExam<>(
        matched.items(),
        LabelledExam.Rule.of(
            Prompts.SHORT_ANSWER_TOKENS, marked -> Marking.of(People.score(marked))),
        matched.findings());
  }

  private static List<Question> questions(Path folder) {
    Path images = IMAGES.in(folder);
    Path file = QUESTIONS.in(folder);
    Set<String> seen = new HashSet<>();
    List<Question> questions = new ArrayList<>();
    JsonFile.array(
        file,
        "questions",
        entry -> {
          QuestionId id = QuestionId.of(entry, "question_id");
          LlavaQuestions.requireNew(seen, id, entry);
          questions.add(question(id, entry, images));
        });
    LlavaQuestions.requireSome(file, questions);
    return questions;
  }

  private static Question question(QuestionId id, JsonEntry entry, Path images) {
    if (!entry.json().path("image_id").canConvertToInt()) {
      throw entry.fault("its \"image_id\" is no number");
    }
    String name = "COCO_val2014_%012d.jpg".formatted(entry.json().get("image_id").intValue());
    return Question.of(
        id, entry.text("question") + Prompts.SHORT_ANSWER, new ImageFile(images.resolve(name)));
  }
}
