package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.answer.MultipleChoice;
import org.docent.model.eval.answer.OpenAnswer;
import org.docent.model.eval.answer.PythonRandom;

/**
 * How MMMU's answers are recorded and marked. The answers file has the option an answer was read
 * as, so the model's own words go to its metadata as {@code response}. What cannot be read is an
 * option at random, of Python's generator with seed 42 over all questions in order.
 */
final class MmmuRule {

  private static final int SEED = 42;

  private static final String SEVERAL_PICTURES = "INVALID GENERATION FOR MULTIPLE IMAGE INPUTS";

  /** Letters of the options, and the text of each. */
  record Options(List<String> choices, Map<String, String> texts) {}

  /**
   * What is right.
   *
   * @param options of a question that is recorded as one of them
   * @param chosen whether the answer must equal the label; else it is read as an open one
   * @param answers any of which is right
   */
  record Label(Optional<Options> options, boolean chosen, List<String> answers) {}

  private MmmuRule() {}

  static List<AnswerLine> record(
      List<LabelledExam.Item<Label>> items, List<String> texts, String modelId) {
    PythonRandom random = new PythonRandom(SEED);
    List<AnswerLine> lines = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      LabelledExam.Item<Label> item = items.get(i);
      Optional<Options> options = item.label().options();
      boolean asked = item.question().asked();
      String said =
          asked
              ? texts.get(i)
              : options.map(each -> random.choice(each.choices())).orElse(SEVERAL_PICTURES);
      String recorded = options.map(each -> chosen(said, each, random)).orElse(said);
      Map<String, String> metadata =
          asked && options.isPresent() ? Map.of("response", said) : Map.of();
      lines.add(AnswerLine.of(item.question(), recorded, modelId, metadata));
    }
    return lines;
  }

  private static String chosen(String said, Options options, PythonRandom random) {
    return MultipleChoice.of(said, options.choices(), options.texts())
        .orElseGet(() -> random.choice(options.choices()));
  }

  static Marking mark(List<Marked<Label>> marked) {
    Mean all = new Mean();
    Map<String, Mean> subjects = new LinkedHashMap<>();
    ObjectNode submission = JsonNodeFactory.instance.objectNode();
    for (Marked<Label> each : marked) {
      String id = each.question().id().text();
      boolean right = isRight(each.text(), each.label());
      all.add(right);
      subjects.computeIfAbsent(subject(id), subject -> new Mean()).add(right);
      submission.put(id, each.text());
    }
    List<Measure> measures = new ArrayList<>();
    measures.add(Measure.percent("accuracy", all.mean()));
    subjects.forEach((subject, mean) -> measures.add(Measure.percent(subject, mean.mean())));
    measures.add(Measure.count("questions", all.count()));
    return new Marking(
        Optional.of(new Score(measures)),
        Optional.of(JsonSubmission.of("MMMU/answers", "MMMU's main_eval_only.py", submission)),
        /* findings= */ List.of());
  }

  private static boolean isRight(String answer, Label label) {
    return label.chosen()
        ? label.answers().contains(answer)
        : OpenAnswer.isRight(answer, label.answers());
  }

  /** {@code validation_Art_Theory_7} is of Art_Theory. */
  private static String subject(String id) {
    int first = id.indexOf('_');
    int last = id.lastIndexOf('_');
    return first < last ? id.substring(first + 1, last) : "";
  }
}
