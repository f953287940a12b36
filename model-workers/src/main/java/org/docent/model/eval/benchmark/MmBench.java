package org.docent.model.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.DataFile;
import org.docent.model.eval.Exam;
import org.docent.model.eval.ImageCell;
import org.docent.model.eval.ImageReference;
import org.docent.model.eval.LabelledExam;
import org.docent.model.eval.Question;
import org.docent.model.eval.QuestionId;
import org.docent.model.eval.file.TsvReader;
import org.docent.model.eval.file.TsvTable;
import org.docent.protocol.failure.DocentException;

/**
 * MMBench, its dev split in English or Chinese: options A to D by letter.
 *
 * <pre>
 * mmbench/MMBench_DEV_EN_legacy.tsv       or mmbench/mmbench_dev_20230712.tsv
 * mmbench_cn/MMBench_DEV_CN_legacy.tsv    or mmbench_cn/mmbench_dev_cn_20231003.tsv
 * </pre>
 *
 * Columns are {@code index}, {@code question}, {@code hint}, {@code A} to {@code D}, {@code image}
 * in base64 and others. A question may come again with its options in another order, under its
 * index and so many millions. The server takes a spreadsheet of the answers.
 */
final class MmBench implements Benchmark {

  private static final List<String> LETTERS = List.of("A", "B", "C", "D");
  private static final List<String> NEEDED = List.of("index", "question", "A", "B", "image");
  private static final String SITE = "download.openmmlab.com/mmclassification/datasets/mmbench";
  private static final int COPIES_FROM = 1_000_000;

  private final String name;
  private final DataFile table;
  private final String request;

  private MmBench(String name, DataFile table, String request) {
    this.name = name;
    this.table = table;
    this.request = request;
  }

  static MmBench english() {
    return new MmBench(
        "mmbench",
        DataFile.required(
            SITE, "mmbench/MMBench_DEV_EN_legacy.tsv", "mmbench/mmbench_dev_20230712.tsv"),
        Prompts.LETTER);
  }

  static MmBench chinese() {
    return new MmBench(
        "mmbench-cn",
        DataFile.required(
            SITE,
            "mmbench_cn/MMBench_DEV_CN_legacy.tsv",
            "mmbench/MMBench_DEV_CN_legacy.tsv",
            "mmbench_cn/mmbench_dev_cn_20231003.tsv",
            "mmbench/mmbench_dev_cn_20231003.tsv"),
        Prompts.LETTER_IN_CHINESE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<DataFile> files() {
    return List.of(table);
  }

  @Override
  public Exam read(Path folder) {
    DataFile.requireAll(folder, files());
    TsvTable rows = TsvTable.read(table.in(folder), "image");
    requireColumns(rows);
    Map<String, Integer> rowOfIndex = rowOfIndex(rows);
    Map<Long, Integer> copies = new HashMap<>();
    for (String index : rowOfIndex.keySet()) {
      copies.merge(Long.parseLong(index) % COPIES_FROM, 1, Integer::sum);
    }
    List<LabelledExam.Item<MmBenchRule.Label>> items = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      long index = Long.parseLong(rows.text(row, "index").orElseThrow());
      long group = index % COPIES_FROM;
      Map<String, String> options = options(rows, row);
      MmBenchRule.Group copiesOf =
          new MmBenchRule.Group(group, copies.getOrDefault(group, 1), index == group);
      items.add(
          new LabelledExam.Item<>(
              question(rows, row, options, image(rows, row, rowOfIndex)),
              new MmBenchRule.Label(row, copiesOf, options, answer(rows, row, options))));
    }
    LlavaQuestions.requireSome(rows.file(), items);
    MmBenchRule rule = new MmBenchRule(name.replace('-', '_') + "/answers_upload", rows);
    return new LabelledExam<>(
        items, LabelledExam.Rule.of(Prompts.OPTION_TOKENS, rule::mark), /* findings= */ List.of());
  }

  private static void requireColumns(TsvTable rows) {
    List<String> lacking =
        NEEDED.stream().filter(column -> !rows.columns().contains(column)).toList();
    if (!lacking.isEmpty()) {
      throw DocentException.stop(
          rows.file() + " has no column " + String.join(", ", lacking) + ".");
    }
  }

  private static Map<String, Integer> rowOfIndex(TsvTable rows) {
    Map<String, Integer> rowOfIndex = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      String index = rows.text(row, "index").orElse("");
      if (!index.matches("[0-9]{1,18}")) {
        throw rows.fault(row, "its index is \"" + index + "\", not a whole number");
      }
      if (rowOfIndex.put(index, row) != null) {
        throw rows.fault(row, "there is an index " + index + " before it; they must be unique");
      }
    }
    return rowOfIndex;
  }

  /** Options end at the first that is empty or says none. */
  private static Map<String, String> options(TsvTable rows, int row) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String letter : LETTERS) {
      Optional<String> option = said(rows, row, letter);
      if (option.isEmpty()) {
        break;
      }
      options.put(letter, option.get());
    }
    if (options.isEmpty()) {
      throw rows.fault(row, "it has no option A");
    }
    return options;
  }

  private static Optional<String> said(TsvTable rows, int row, String column) {
    return rows.text(row, column)
        .filter(text -> !List.of("nan", "none").contains(text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> answer(TsvTable rows, int row, Map<String, String> options) {
    Optional<String> answer = rows.text(row, "answer");
    if (answer.isPresent() && !options.containsKey(answer.get())) {
      throw rows.fault(
          row, "its answer is \"" + answer.get() + "\", none of its options " + options.keySet());
    }
    return answer;
  }

  private Question question(
      TsvTable rows, int row, Map<String, String> options, ImageReference image) {
    StringBuilder text = new StringBuilder();
    said(rows, row, "hint").ifPresent(hint -> text.append(hint).append('\n'));
    text.append(
        rows.text(row, "question").orElseThrow(() -> rows.fault(row, "it has no question")));
    options.forEach((letter, option) -> text.append('\n').append(letter + ". " + option));
    String recorded = text.toString();
    return new Question(
        new QuestionId(rows.text(row, "index").orElseThrow(), /* number= */ true),
        recorded + request,
        recorded,
        Optional.of(image),
        /* asked= */ true);
  }

  /** The picture itself, or that of the row whose index stands in its place. */
  private static ImageReference image(TsvTable rows, int row, Map<String, Integer> rowOfIndex) {
    int holder = row;
    if (rows.longCell(row, "image").isEmpty()) {
      String other = rows.text(row, "image").orElse("");
      holder = rowOfIndex.getOrDefault(other, row);
      if (rows.longCell(holder, "image").isEmpty()) {
        throw rows.fault(
            row, "its image is \"" + other + "\", neither a picture nor the index of one");
      }
    }
    TsvReader.Cell cell = rows.longCell(holder, "image").orElseThrow();
    return new ImageCell(rows.file(), cell.start(), cell.length());
  }
}
