package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.Submission;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;

/**
 * GQA, testdev balanced. An answer in small letters and without periods at its end must equal the
 * label; counted are the questions whose label says {@code isBalanced}.
 *
 * <pre>
 * gqa/llava_gqa_testdev_balanced.jsonl          the questions, whole prompts
 * gqa/data/testdev_balanced_questions.json      labels, {id: {answer, isBalanced}}
 * gqa/data/images/                              pictures
 * </pre>
 *
 * Made as well is {@code testdev_balanced_predictions.json}, which GQA's own {@code eval.py} reads.
 */
final class Gqa implements Benchmark {

  private static final String SITE = "cs.stanford.edu/people/dorarad/gqa/download.html";
  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "gqa/llava_gqa_testdev_balanced.jsonl");
  private static final DataFile LABELS =
      DataFile.required(
          SITE,
          "gqa/data/testdev_balanced_questions.json",
          "gqa/data/questions1.2/testdev_balanced_questions.json");
  private static final DataFile IMAGES = DataFile.required(SITE, "gqa/data/images");

  @Override
  public String name() {
    return "gqa";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, LABELS, IMAGES);
  }

  private record Label(String answer, boolean counts) {}

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Map<String, Label> labels = new LinkedHashMap<>();
    JsonFile.object(LABELS.in(folder), (id, entry) -> labels.put(id, label(entry)));
    Labels<Label> matched =
        Labels.match(
            LlavaQuestions.unique(QUESTIONS.in(folder), IMAGES.in(folder)).stream()
                .map(LlavaQuestions.Line::question)
                .toList(),
            labels,
            (id, label) -> label.counts());
    return new LabelledExam<>(
        matched.items(),
        LabelledExam.Rule.of(Prompts.SHORT_ANSWER_TOKENS, Gqa::mark),
        matched.findings());
  }

  private static Label label(JsonEntry entry) {
    if (!entry.json().path("isBalanced").isBoolean()) {
      throw entry.fault("it has no true or false \"isBalanced\"");
    }
    return new Label(entry.text("answer"), entry.json().get("isBalanced").booleanValue());
  }

  private static Marking mark(List<Marked<Label>> marked) {
    Mean right = new Mean();
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Marked<Label> each : marked) {
      String prediction = prediction(each.text());
      ObjectNode item = list.addObject();
      item.set("questionId", each.question().id().toJson());
      item.put("prediction", prediction);
      if (each.label().counts()) {
        right.add(prediction.equals(each.label().answer()));
      }
    }
    Submission submission =
        JsonSubmission.of("gqa/data", "GQA's eval.py as testdev_balanced_predictions.json", list);
    return new Marking(
        right.count() == 0
            ? Optional.empty()
            : Optional.of(
                new Score(
                    List.of(
                        Measure.percent("accuracy", right.mean()),
                        Measure.count("questions", right.count())))),
        Optional.of(submission),
        /* findings= */ List.of());
  }

  private static String prediction(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '.') {
      end--;
    }
    return text.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
