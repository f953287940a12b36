package org.docent.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Questions with their labels, and the rule of one benchmark.
 *
 * @param <L> what is right, in the form the rule takes
 */
public final class LabelledExam<L> implements Exam {

  /** A question with what is right. */
  public record Item<L>(Question question, L label) {}

  /**
   * What a benchmark decides.
   *
   * @param recorder makes answer lines of what the model said
   * @param marker makes score and submission of the aligned answers; called only if nothing about
   *     them refuses a score
   */
  public record Rule<L>(
      int maxNewTokens,
      MissingAnswers missing,
      Recorder<L> recorder,
      Function<List<Marked<L>>, Marking> marker) {

    /** Words are recorded as the model said them, and every question must be answered. */
    public static <L> Rule<L> of(int maxNewTokens, Function<List<Marked<L>>, Marking> marker) {
      return new Rule<>(maxNewTokens, MissingAnswers.REFUSED, LabelledExam::asSaid, marker);
    }

    /** The same with another rule for missing answers. */
    public Rule<L> with(MissingAnswers other) {
      return new Rule<>(maxNewTokens, other, recorder, marker);
    }
  }

  /** Makes the lines of the answers file. */
  @FunctionalInterface
  public interface Recorder<L> {
    List<AnswerLine> record(List<Item<L>> items, List<String> texts, String modelId);
  }

  private final List<Item<L>> items;
  private final Rule<L> rule;
  private final List<Finding> findings;

  /** All of a benchmark, with what reading found. */
  public LabelledExam(List<Item<L>> items, Rule<L> rule, List<Finding> findings) {
    this.items = List.copyOf(items);
    this.rule = rule;
    this.findings = List.copyOf(findings);
  }

  @Override
  public List<Question> questions() {
    return items.stream().map(Item::question).toList();
  }

  @Override
  public int maxNewTokens() {
    return rule.maxNewTokens();
  }

  @Override
  public List<Finding> findings() {
    return findings;
  }

  /** Labels without a question are no matter where only a part is asked. */
  @Override
  public Exam first(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("At least one question is asked, not " + count);
    }
    if (count >= items.size()) {
      return this;
    }
    return new LabelledExam<>(
        items.subList(0, count),
        rule,
        findings.stream().filter(f -> f.kind() != Finding.Kind.MISSING_QUESTION).toList());
  }

  @Override
  public List<AnswerLine> record(List<String> texts, String modelId) {
    if (texts.size() != items.size()) {
      throw new IllegalArgumentException(
          texts.size() + " answers do not belong to " + items.size() + " questions");
    }
    return rule.recorder().record(items, texts, modelId);
  }

  private static <L> List<AnswerLine> asSaid(
      List<Item<L>> items, List<String> texts, String modelId) {
    List<AnswerLine> lines = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      lines.add(AnswerLine.of(items.get(i).question(), texts.get(i), modelId, Map.of()));
    }
    return lines;
  }

  @Override
  public Marking mark(List<AnswerLine> answers) {
    Alignment alignment = Alignment.of(questions(), answers, rule.missing());
    List<Finding> found = new ArrayList<>(findings);
    found.addAll(alignment.findings());
    if (found.stream().anyMatch(Finding::refuses)) {
      return new Marking(Optional.empty(), Optional.empty(), found);
    }
    Marking marking = rule.marker().apply(marked(alignment.answers()));
    found.addAll(marking.findings());
    return new Marking(marking.score(), marking.submission(), found);
  }

  private List<Marked<L>> marked(List<Optional<AnswerLine>> answers) {
    List<Marked<L>> marked = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      marked.add(new Marked<>(items.get(i).question(), items.get(i).label(), answers.get(i)));
    }
    return marked;
  }
}
