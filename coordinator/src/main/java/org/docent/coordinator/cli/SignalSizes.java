package org.docent.coordinator.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.docent.coordinator.forecast.StageLoad;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.model.data.SampleLayout;
import org.docent.model.data.SampleReader;
import org.docent.model.data.StageData;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.encoding.SignalShape;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.RunSettings;

/**
 * Measures what signals of a stage are made of: the planned micro-batches, their texts through the
 * tokenizer, without reading an image. Of a long stage, some of its steps, at even distances.
 */
final class SignalSizes {

  /** Passes over all records of a stage that are looked at; more hardly say anything new. */
  private static final long PASSES = 10;

  private final RunSettings run;
  private final int stage;
  private final VlmConfig teacher;
  private final SampleReader reader;
  private final Map<Integer, SampleLayout> layouts = new HashMap<>();

  /**
   * @param run with share-vision-tower settled
   * @param teacher the teacher's sizes
   */
  SignalSizes(RunSettings run, int stage, VlmConfig teacher, TextTokenizer tokenizer) {
    this.run = run;
    this.stage = stage;
    this.teacher = teacher;
    this.reader =
        StageData.open(
                run.stage(stage).data(),
                tokenizer,
                teacher.vision().imageSize(),
                teacher.visualTokens())
            .reader();
  }

  /**
   * The stage's load.
   *
   * @param records records to read at most, as whole steps and at least one
   */
  StageLoad measure(BatchPlanner planner, int records) {
    int total = planner.totalSteps();
    long samples = samples(planner);
    int distinct = (int) Math.min(reader.dataset().size(), samples);
    long perStep = run.stage(stage).batch().globalBatch();
    boolean all = distinct <= records && samples <= PASSES * records;
    int looked = all ? total : (int) Math.max(1, Math.min(total, records / perStep));
    List<SignalShape> shapes = new ArrayList<>();
    long measured = 0;
    for (int i = 0; i < looked; i++) {
      int step = (int) ((long) i * total / looked);
      for (MicroBatchPlan part : planner.plan(step).parts()) {
        shapes.add(shape(part.samples()));
        measured += part.samples().size();
      }
    }
    return new StageLoad(total, samples, distinct, looked, measured, shapes);
  }

  private long samples(BatchPlanner planner) {
    long epoch = reader.dataset().size();
    long begun =
        (long) (planner.totalSteps() % planner.stepsPerEpoch())
            * run.stage(stage).batch().globalBatch();
    return planner.totalSteps() / planner.stepsPerEpoch() * epoch + Math.min(epoch, begun);
  }

  private SignalShape shape(List<Integer> samples) {
    List<SampleLayout> rows = samples.stream().map(this::layout).toList();
    int responses = rows.stream().mapToInt(SampleLayout::supervised).sum();
    List<Integer> visual = rows.stream().map(SampleLayout::visualTokens).toList();
    int images = (int) rows.stream().filter(row -> row.imageStart() >= 0).count();
    boolean empty = responses + visual.stream().mapToInt(Integer::intValue).sum() == 0;
    boolean shared = run.sharesVisionTower(stage) && images > 0 && !empty;
    return new SignalShape(
        responses,
        visual,
        teacher.language().hiddenSize(),
        shared ? images * teacher.visualTokens() : 0,
        shared ? teacher.vision().hiddenSize() : 0);
  }

  private SampleLayout layout(int sample) {
    return layouts.computeIfAbsent(sample, this::read);
  }

  /** A record that cannot be used has no rows, as when the run leaves it out. */
  private SampleLayout read(int sample) {
    try {
      return reader.layout(sample, teacher.visualTokens());
    } catch (DocentException e) {
      if (e.category() != Category.SKIP_BATCH) {
        throw e;
      }
      return new SampleLayout(sample, "#" + sample, 0, -1, 0, 0);
    }
  }
}
