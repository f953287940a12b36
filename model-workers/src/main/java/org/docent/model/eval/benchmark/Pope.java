package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.answer.YesNo;

/**
 * POPE: is this object in the picture? Three splits, and of each accuracy, precision, recall, F1
 * and how often the answer is yes. The paper's number is the mean of the three F1.
 *
 * <pre>
 * pope/llava_pope_test.jsonl                                   the questions, whole prompts
 * pope/coco/coco_pope_{random,popular,adversarial}.json        labels, lines of {image, text, label}
 * pope/val2014/                                                pictures
 * </pre>
 *
 * Labels are matched by order: the n-th question of a category has the n-th label of its file,
 * whose ids are others. So the numbers of both must agree, or nothing is scored.
 */
final class Pope implements Benchmark {

  static final List<String> SPLITS = List.of("random", "popular", "adversarial");

  private static final String REPOSITORY = "github.com/AoiDragon/POPE, output/coco";
  private static final DataFile QUESTIONS =
      DataFile.required("LLaVA's eval.zip", "pope/llava_pope_test.jsonl");
  private static final DataFile IMAGES =
      DataFile.required("images.cocodataset.org/zips/val2014.zip", "pope/val2014");

  /** A question is of one split, and yes or no is right. */
  record Label(String split, boolean yes) {}

  @Override
  public String name() {
    return "pope";
  }

  @Override
  public List<DataFile> files() {
    List<DataFile> files = new ArrayList<>(List.of(QUESTIONS, IMAGES));
    SPLITS.forEach(split -> files.add(labels(split)));
    return files;
  }

  private static DataFile labels(String split) {
    return DataFile.required(REPOSITORY, "pope/coco/coco_pope_" + split + ".json");
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    Map<String, PopeLabels> labels = new LinkedHashMap<>();
    SPLITS.forEach(split -> labels.put(split, PopeLabels.read(labels(split).in(folder))));
    List<LabelledExam.Item<Label>> items = new ArrayList<>();
    for (LlavaQuestions.Line line :
        LlavaQuestions.unique(QUESTIONS.in(folder), IMAGES.in(folder))) {
      String split = line.entry().text("category");
      PopeLabels ofSplit = labels.get(split);
      if (ofSplit == null) {
        throw line.entry()
            .fault("its category is \"" + split + "\", not one of " + String.join(", ", SPLITS));
      }
      ofSplit
          .next(line)
          .ifPresent(
              yes -> items.add(new LabelledExam.Item<>(line.question(), new Label(split, yes))));
    }
    List<Finding> findings = new ArrayList<>();
    labels.values().forEach(ofSplit -> findings.addAll(ofSplit.findings()));
    return new LabelledExam<>(
        items, LabelledExam.Rule.of(Prompts.SHORT_ANSWER_TOKENS, Pope::mark), findings);
  }

  private static Marking mark(List<Marked<Label>> marked) {
    List<Measure> measures = new ArrayList<>();
    Mean f1 = new Mean();
    for (String split : SPLITS) {
      Confusion confusion = new Confusion();
      marked.stream()
          .filter(each -> each.label().split().equals(split))
          .forEach(
              each ->
                  confusion.add(
                      YesNo.ofFirstSentence(each.text()) == YesNo.YES, each.label().yes()));
      if (confusion.count() > 0) {
        measures.addAll(confusion.measures(split));
        f1.add(confusion.f1());
      }
    }
    if (f1.count() == SPLITS.size()) {
      measures.add(0, Measure.percent("mean F1", f1.mean()));
    }
    measures.add(Measure.count("questions", marked.size()));
    return Marking.of(new Score(measures));
  }
}
