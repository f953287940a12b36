package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.MissingAnswers;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.Submission;
import org.docent.model.eval.Tally;
import org.docent.model.eval.answer.VqaNormaliser;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.eval.file.PythonJson;

/**
 * VQAv2, the questions of test-dev, which only the server (EvalAI 830) can score.
 *
 * <pre>
 * vqav2/llava_vqav2_mscoco_test-dev2015.jsonl   the questions asked, whole prompts
 * vqav2/llava_vqav2_mscoco_test2015.jsonl       every id the server wants an answer to
 * vqav2/test2015/                               pictures
 * </pre>
 *
 * The server takes {@code [{question_id, answer}]} for all of test2015, with normalised answers and
 * an empty one where a question was not asked or not answered.
 */
final class VqaV2 implements Benchmark {

  private static final String ZIP = "LLaVA's eval.zip";
  private static final DataFile QUESTIONS =
      DataFile.required(ZIP, "vqav2/llava_vqav2_mscoco_test-dev2015.jsonl");
  private static final DataFile ALL_IDS =
      DataFile.required(ZIP, "vqav2/llava_vqav2_mscoco_test2015.jsonl");
  private static final DataFile IMAGES =
      DataFile.required("images.cocodataset.org/zips/test2015.zip", "vqav2/test2015");
  private static final String UPLOAD = "vqav2/answers_upload/llava_vqav2_mscoco_test-dev2015";

  @Override
  public String name() {
    return "vqav2";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, ALL_IDS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Path allIds = ALL_IDS.in(folder);
    List<LabelledExam.Item<QuestionId>> items =
        LlavaQuestions.unique(QUESTIONS.in(folder), IMAGES.in(folder)).stream()
            .map(line -> new LabelledExam.Item<>(line.question(), line.question().id()))
            .toList();
    LabelledExam.Rule<QuestionId> rule =
        LabelledExam.Rule.of(Prompts.SHORT_ANSWER_TOKENS, marked -> mark(marked, allIds));
    return new LabelledExam<>(items, rule.with(MissingAnswers.EMPTY), List.of());
  }

  private static Marking mark(List<Marked<QuestionId>> marked, Path allIds) {
    Map<String, String> answers = new HashMap<>();
    marked.forEach(m -> answers.put(m.label().text(), VqaNormaliser.normalise(m.text())));
    StringBuilder list = new StringBuilder("["); // half a million
    JsonFile.lines(
        allIds,
        entry -> {
          QuestionId id = QuestionId.of(entry, "question_id");
          String answer = answers.remove(id.text());
          ObjectNode item = JsonNodeFactory.instance.objectNode();
          item.set("question_id", id.toJson());
          item.put("answer", answer == null ? "" : answer);
          list.append(list.length() > 1 ? ", " : "").append(PythonJson.dumps(item));
        });
    list.append(']');
    Tally strangers =
        Tally.refusing(
            Finding.Kind.UNKNOWN_ID,
            "questions are not among the ids of " + allIds.getFileName(),
            "the server knows only those");
    marked.stream()
        .filter(m -> answers.containsKey(m.label().text()))
        .forEach(m -> strangers.add(m.label()));
    Optional<Submission> submission =
        strangers.finding().isPresent()
            ? Optional.empty()
            : Optional.of(JsonSubmission.of(UPLOAD, "EvalAI 830", list.toString()));
    return new Marking(Optional.empty(), submission, strangers.finding().stream().toList());
  }
}
