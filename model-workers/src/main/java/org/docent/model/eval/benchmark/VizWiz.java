package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.answer.VqaNormaliser;

/**
 * VizWiz, its test split, which only the server (EvalAI 2185) can score.
 *
 * <pre>
 * vizwiz/llava_test.jsonl   the questions, whole prompts
 * vizwiz/test/              pictures
 * </pre>
 *
 * The server takes {@code [{image, answer}]} with normalised answers, one for every question.
 */
final class VizWiz implements Benchmark {

  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "vizwiz/llava_test.jsonl");
  private static final DataFile IMAGES =
      DataFile.required("vizwiz.cs.colorado.edu/VizWiz_final/images/test.zip", "vizwiz/test");

  @Override
  public String name() {
    return "vizwiz";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, IMAGES);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    List<LabelledExam.Item<String>> items =
        LlavaQuestions.unique(QUESTIONS.in(folder), IMAGES.in(folder)).stream()
            .map(line -> new LabelledExam.Item<>(line.question(), line.entry().named("image")))
            .toList();
    return new LabelledExam<>(
        items,
        LabelledExam.Rule.of(Prompts.SHORT_ANSWER_TOKENS, VizWiz::mark),
        /* findings= */ List.of());
  }

  private static Marking mark(List<Marked<String>> marked) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Marked<String> each : marked) {
      list.addObject()
          .put("image", each.label())
          .put("answer", VqaNormaliser.normalise(each.text()));
    }
    return new Marking(
        Optional.empty(),
        Optional.of(JsonSubmission.of("vizwiz/answers_upload", "EvalAI 2185", list)),
        /* findings= */ List.of());
  }
}
