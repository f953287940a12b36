package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Tally;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.text.PythonText;

/**
 * TextVQA, validation 0.5.1, by the soft accuracy of ten people. A question is known by its picture
 * and its words, which are taken back out of the prompt.
 *
 * <pre>
 * textvqa/llava_textvqa_val_v051_ocr.jsonl   the questions, whole prompts; the id is the picture's
 * textvqa/TextVQA_0.5.1_val.json             labels, {data: [{image_id, question, answers}]}
 * textvqa/train_images/                      pictures
 * </pre>
 */
final class TextVqa implements Benchmark {

  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "textvqa/llava_textvqa_val_v051_ocr.jsonl");
  private static final DataFile LABELS =
      DataFile.required("textvqa.org/dataset", "textvqa/TextVQA_0.5.1_val.json");
  private static final DataFile IMAGES =
      DataFile.required("textvqa.org/dataset, train_val_images.zip", "textvqa/train_images");

  private static final Pattern SHORT_ANSWER_PROMPT =
      Pattern.compile("Question: (.*?) Short answer:", Pattern.DOTALL);

  @Override
  public String name() {
    return "textvqa";
  }

  @Override
  public List<DataFile> files() {
    return List.of(QUESTIONS, LABELS, IMAGES);
  }

  private record Key(String picture, String question) {}

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Map<Key, People> labels = new HashMap<>(); // of two alike the last counts, as in the original
    JsonFile.array(
        LABELS.in(folder),
        "data",
        entry ->
            labels.put(
                new Key(entry.key("image_id"), entry.text("question").toLowerCase(Locale.ROOT)),
                People.of(entry.texts("answers"), "", entry)));
    Tally unlabelled =
        Tally.refusing(
            Finding.Kind.MISSING_LABEL,
            "questions are not among the labels",
            "picture and words must be the same");
    List<LabelledExam.Item<People>> items = new ArrayList<>();
    for (LlavaQuestions.Line line : LlavaQuestions.read(QUESTIONS.in(folder), IMAGES.in(folder))) {
      People label = labels.get(new Key(line.question().id().text(), words(line.entry())));
      if (label == null) {
        unlabelled.add(line.question().id());
      } else {
        items.add(new LabelledExam.Item<>(line.question(), label));
      }
    }
    return new LabelledExam<>(
        items,
        LabelledExam.Rule.of(
            Prompts.SHORT_ANSWER_TOKENS, marked -> Marking.of(People.score(marked))),
        unlabelled.finding().stream().toList());
  }

  /** The question within its prompt, in small letters. */
  private static String words(JsonEntry entry) {
    String prompt = entry.text("text");
    List<String> lines = PythonText.split(prompt, "\n");
    String question;
    if (prompt.startsWith("OCR tokens: ")) {
      Matcher matcher = SHORT_ANSWER_PROMPT.matcher(prompt);
      if (!matcher.find()) {
        throw entry.fault("its prompt has no \"Question: … Short answer:\"");
      }
      question = matcher.group(1);
    } else if (lines.size() == 3 && prompt.contains("Reference OCR token: ")) {
      question = lines.get(prompt.startsWith("Reference OCR token:") ? 1 : 0);
    } else if (lines.size() == 2) {
      question = lines.get(0);
    } else {
      throw entry.fault(
          "its prompt has "
              + lines.size()
              + " lines, none of which can be told to be the question");
    }
    return question.toLowerCase(Locale.ROOT);
  }
}
