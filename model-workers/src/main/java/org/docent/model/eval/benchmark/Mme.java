package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.LabelledExam;

/**
 * MME: fourteen tasks of yes-or-no questions, two a picture. The paper's number is Perception, of
 * 2000 points, divided by 20.
 *
 * <pre>
 * MME/llava_mme.jsonl                                                  the questions, whole prompts
 * MME/MME_Benchmark_release_version/TASK/questions_answers_YN/X.txt    labels, QUESTION tab ANSWER
 *                                or TASK/X.txt
 * MME/MME_Benchmark_release_version/                                   pictures
 * </pre>
 */
final class Mme implements Benchmark {

  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "MME/llava_mme.jsonl");
  private static final DataFile RELEASE =
      DataFile.required(
          "github.com/BradyFU/Awesome-Multimodal-Large-Language-Models, Evaluation",
          "MME/MME_Benchmark_release_version");

  /**
   * What a question belongs to, and what is right.
   *
   * @param picture the id both questions of a picture have
   */
  record Label(String task, String picture, boolean yes) {}

  @Override
  public String name() {
    return "mme";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, RELEASE);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Path release = RELEASE.in(folder);
    MmeLabels labels = new MmeLabels(release);
    List<LabelledExam.Item<Label>> items = new ArrayList<>();
    for (LlavaQuestions.Line line : LlavaQuestions.read(QUESTIONS.in(folder), release)) {
      items.add(new LabelledExam.Item<>(line.question(), labels.of(line)));
    }
    return new LabelledExam<>(
        items,
        LabelledExam.Rule.of(Prompts.SHORT_ANSWER_TOKENS, MmeScore::mark),
        labels.findings());
  }
}
