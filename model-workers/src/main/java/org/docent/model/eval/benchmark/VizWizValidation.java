package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.file.JsonFile;

/**
 * VizWiz' validation split, whose labels are public: what can be known of VizWiz without its
 * server. The prompt is that of the test split.
 *
 * <pre>
 * vizwiz/val.json   [{image, question, answer_type, answers: [{answer}]}]; the picture's name is the id
 * vizwiz/val/       pictures
 * </pre>
 */
final class VizWizValidation implements Benchmark {

  private static final DataFile QUESTIONS =
      DataFile.required(
          "vizwiz.cs.colorado.edu/VizWiz_final/vqa_data/Annotations.zip", "vizwiz/val.json");
  private static final DataFile IMAGES =
      DataFile.required("vizwiz.cs.colorado.edu/VizWiz_final/images/val.zip", "vizwiz/val");

  @Override
  public String name() {
    return "vizwiz-val";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Path images = IMAGES.in(folder);
    Set<String> seen = new HashSet<>();
    List<LabelledExam.Item<People>> items = new ArrayList<>();
    JsonFile.array(
        QUESTIONS.in(folder),
        entry -> {
          QuestionId id = QuestionId.of(entry.named("image"));
          LlavaQuestions.requireNew(seen, id, entry);
          String text = entry.text("question") + Prompts.OR_UNANSWERABLE + Prompts.SHORT_ANSWER;
          Question question = Question.of(id, text, new ImageFile(images.resolve(id.text())));
          items.add(new LabelledExam.Item<>(question, People.of(entry)));
        });
    LlavaQuestions.requireSome(QUESTIONS.in(folder), items);
    return new LabelledExam<>(
        items,
        LabelledExam.Rule.of(
            Prompts.SHORT_ANSWER_TOKENS, marked -> Marking.of(People.score(marked))),
        /* findings= */ List.of());
  }
}
