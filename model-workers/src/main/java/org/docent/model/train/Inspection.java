package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.Sample;
import org.docent.model.data.SampleLayout;
import org.docent.model.data.StageData;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.loss.ComparedVocabulary;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.loss.Term;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the models see of a stage's samples and what each loss of each is, with the weights the
 * stage begins with and without training. Used on the device's thread only.
 */
public final class Inspection implements AutoCloseable {

  /**
   * One sample.
   *
   * @param sample ids, labels and image before the splice
   * @param layout how it lies after the splice
   * @param losses its unweighted terms; one it does not have is absent
   * @param total the weighted sum: its objective
   */
  public record Inspected(
      Sample sample, SampleLayout layout, Map<Term, Double> losses, double total) {}

  private final StageSettings stage;
  private final NDManager manager;
  private final TorchProgram program;
  private final ModelSource source;
  private final TextTokenizer tokenizer;
  private final StageWeights weights;
  private final StageData data;
  private final @Nullable FrozenTeacher teacher;
  private final TermEvaluation evaluation;

  private Inspection(RunSettings run, int index, @Nullable Path before, NDManager parent) {
    stage = run.stage(index);
    manager = parent.newSubManager();
    manager.setName("inspection");
    program = TorchProgram.load(manager);
    source = ModelSource.openStudent(run.student(), run.vision());
    tokenizer = source.openTokenizer();
    MemoryCheck.require(
        "the student",
        new MemoryEstimate(run.student().precision().dtype().bytes()).inference(source.config()),
        !parent.getDevice().isGpu(),
        "take a machine with more");
    weights =
        StageWeights.load(
            run, new StageStart(index, 0, 1, 0), before, source, program, manager.newSubManager());
    data =
        StageData.open(
            stage.data(),
            tokenizer,
            source.config().vision().imageSize(),
            source.config().visualTokens());
    teacher = stage.needsTeacher() ? FrozenTeacher.open(run, manager) : null;
    evaluation =
        new TermEvaluation(
            weights.model(),
            manager,
            stage.objective(),
            teacher == null ? null : comparison(run, teacher));
  }

  /**
   * Opens a stage for inspection.
   *
   * @param before checkpoint of the stage before, for what starts from {@code previous}; null takes
   *     the student's configured weights instead
   */
  public static Inspection open(
      RunSettings run, int stage, @Nullable Path before, NDManager parent) {
    return new Inspection(run, stage, before, parent);
  }

  /** Samples of the stage's data. */
  public int size() {
    return data.reader().dataset().size();
  }

  /** Looks at sample {@code index}. */
  public Inspected inspect(int index) {
    Sample sample = data.reader().read(index);
    Batch batch = data.assembler().assemble(List.of(index));
    try (NDManager scope = manager.newSubManager()) {
      SampleTerms terms =
          evaluation.terms(
              batch,
              teacher == null
                  ? null
                  : TeacherTargets.ofHidden(
                      teacher.hidden(batch, scope), batch.responseRows().length, null));
      return new Inspected(
          sample, batch.samples().get(0), losses(batch, terms), terms.total(0, stage.weights()));
    }
  }

  @Override
  public void close() {
    evaluation.close();
    if (teacher != null) {
      teacher.close();
    }
    weights.close();
    tokenizer.close();
    source.close();
    program.close();
    manager.close();
  }

  private Comparison comparison(RunSettings run, FrozenTeacher frozen) {
    NDArray headVD = frozen.head().onDevice(program, manager);
    ComparedVocabulary vocabulary =
        new ComparedVocabulary(
            frozen.head().vocabulary(),
            source.config().language().vocabSize(),
            tokenizer.vocabSize());
    Integer settled = run.comparedVocabulary();
    return Comparison.with(
        OutputHead.ofTeacher(
            program,
            manager,
            headVD,
            settled == null ? vocabulary.size() : settled,
            weights.model().precision().products()));
  }

  private Map<Term, Double> losses(Batch batch, SampleTerms terms) {
    Map<Term, Double> losses = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      boolean visual = term == Term.VIS || term == Term.REL;
      if (term.weight(stage.weights()) > 0 && (!visual || batch.visualRows().length > 0)) {
        losses.put(term, terms.of(term, 0));
      }
    }
    return losses;
  }
}
