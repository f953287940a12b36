package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.StageData;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Signal;
import org.docent.model.distill.SignalDecoder;
import org.docent.model.distill.SignalEncoder;
import org.docent.model.distill.TeacherStates;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.HeadGradients;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * Tries encodings on a stage's own teacher, student and data: what each costs, and how far the
 * teacher's terms and their gradient are from those of a reference. The student has the weights the
 * stage begins with; nothing trains. Used on the device's thread only.
 */
public final class CodecTrial implements AutoCloseable {

  private record Learnt(SampleTerms terms, NDArray gradientSD) {}

  private record Prepared(
      MicroBatchId id, Batch batch, TeacherStates states, NDArray hiddenSD, Learnt reference) {}

  private final StageSettings stage;
  private final LongSupplier nanos;
  private final NDManager manager;
  private final TorchProgram program;
  private final ModelSource source;
  private final TextTokenizer tokenizer;
  private final StageWeights weights;
  private final FrozenTeacher teacher;
  private final OutputHead teacherHead;
  private final OutputHead studentHead;
  private final DistillationObjective objective;
  private final List<Prepared> prepared = new ArrayList<>();

  private CodecTrial(
      RunSettings run,
      int index,
      int compared,
      @Nullable Path before,
      LongSupplier nanos,
      NDManager parent) {
    this.stage = run.stage(index);
    this.nanos = nanos;
    manager = parent.newSubManager();
    manager.setName("codec-trial");
    program = TorchProgram.load(manager);
    source = ModelSource.openStudent(run.student(), run.vision());
    tokenizer = source.openTokenizer();
    weights =
        StageWeights.load(
            run, new StageStart(index, 0, 1, 0), before, source, program, manager.newSubManager());
    teacher = FrozenTeacher.open(run, manager);
    teacherHead =
        OutputHead.ofTeacher(
            program,
            manager,
            teacher.head().onDevice(program, manager),
            compared,
            weights.model().precision().products());
    studentHead =
        OutputHead.ofStudent(
            program,
            manager,
            weights.model().head().value(),
            weights.model().precision().products(),
            Comparison.with(teacherHead));
    objective =
        new DistillationObjective(
            program, teachersTerms(stage.objective()), studentHead, teacherHead);
  }

  /**
   * Opens a stage and lets the teacher speak about its micro-batches.
   *
   * @param run with its compared vocabulary settled
   * @param plans the micro-batches to try on
   * @param before checkpoint of the stage before; null takes the student's configured weights
   * @param reference what all others are compared with
   */
  public static CodecTrial open(
      RunSettings run,
      List<MicroBatchPlan> plans,
      @Nullable Path before,
      SignalEncoding reference,
      LongSupplier nanos,
      NDManager parent) {
    Integer compared = run.comparedVocabulary();
    if (compared == null || plans.isEmpty()) {
      throw new IllegalArgumentException(
          "encodings are tried on a settled run and some micro-batches, not on " + plans);
    }
    CodecTrial trial =
        new CodecTrial(run, plans.get(0).id().stage(), compared, before, nanos, parent);
    trial.prepare(plans, reference);
    return trial;
  }

  /** The teacher's hidden size. */
  public int hiddenWidth() {
    return Math.toIntExact(teacherHead.matrix().getShape().get(1));
  }

  /** Encodes, decodes and learns from each micro-batch; the first is gone through once before. */
  public CodecFigures measure(SignalEncoding encoding) {
    SignalEncoder encoder = teacher.encoder(encoding, stage.objective().chunkRows());
    SignalDecoder decoder = new SignalDecoder(program, encoding);
    measure(encoder, decoder, prepared.get(0), new CodecTally(encoding.identity()));
    CodecTally tally = new CodecTally(encoding.identity());
    prepared.forEach(part -> measure(encoder, decoder, part, tally));
    return tally.figures();
  }

  @Override
  public void close() {
    studentHead.close();
    teacherHead.close();
    teacher.close();
    weights.close();
    tokenizer.close();
    program.close();
    source.close();
    manager.close();
  }

  /** L_reg asks no teacher, so it would only hide what an encoding does. */
  private static ObjectiveSettings teachersTerms(ObjectiveSettings all) {
    LossWeights weights = all.weights();
    return new ObjectiveSettings(
        new LossWeights(0, weights.res(), weights.vis(), weights.rel()),
        all.divergence(),
        all.lambda(),
        all.temperature(),
        all.chunkRows());
  }

  private void prepare(List<MicroBatchPlan> plans, SignalEncoding reference) {
    StageData data =
        StageData.open(
            stage.data(),
            tokenizer,
            source.config().vision().imageSize(),
            source.config().visualTokens());
    SignalEncoder encoder = teacher.encoder(reference, stage.objective().chunkRows());
    SignalDecoder decoder = new SignalDecoder(program, reference);
    for (MicroBatchPlan plan : plans) {
      Batch batch = data.assembler().assemble(plan.samples());
      if (batch.responseRows().length + batch.visualRows().length == 0) {
        continue; // nothing to say about it
      }
      // Live as long as the trial: every encoding is made of the same states.
      TeacherStates states = TeacherStates.of(teacher.hidden(batch, manager));
      NDArray hiddenSD = hidden(batch);
      try (NDManager scope = manager.newSubManager()) {
        Signal signal =
            encoder.encode(plan.id(), batch, states, String.valueOf(teacher.facts().weights()));
        TeacherTargets targets = decoder.decode(signal, batch, hiddenWidth(), 0, 0, scope);
        prepared.add(
            new Prepared(plan.id(), batch, states, hiddenSD, learn(batch, hiddenSD, targets)));
      }
    }
    if (prepared.isEmpty()) {
      throw new IllegalArgumentException(
          "no micro-batch of stage " + stage.name() + " has a row that is distilled");
    }
  }

  private NDArray hidden(Batch batch) {
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(program, scope, batch)) {
      return weights.model().hidden(tensors, manager);
    }
  }

  private void measure(
      SignalEncoder encoder, SignalDecoder decoder, Prepared part, CodecTally tally) {
    try (NDManager scope = manager.newSubManager()) {
      long begun = nanos.getAsLong();
      Signal signal =
          encoder.encode(
              part.id(), part.batch(), part.states(), String.valueOf(teacher.facts().weights()));
      long encoded = nanos.getAsLong();
      TeacherTargets targets = decoder.decode(signal, part.batch(), hiddenWidth(), 0, 0, scope);
      long decoded = nanos.getAsLong();
      tally.add(part.batch(), signal, encoded - begun, decoded - encoded);
      Learnt learnt = learn(part.batch(), part.hiddenSD(), targets);
      tally.compare(learnt.terms(), part.reference().terms());
      try (NDArray gradientSD = learnt.gradientSD()) {
        tally.compare(gradientSD, part.reference().gradientSD());
      }
    }
  }

  private Learnt learn(Batch batch, NDArray hiddenSD, TeacherTargets targets) {
    NDArray gradientSD = hiddenSD.zerosLike(); // the caller's, or the trial's
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = BatchTensors.rowsOnly(program, scope, batch)) {
      NDArray termsTB =
          objective.terms(
              hiddenSD,
              tensors,
              targets,
              batch.size(),
              new HeadGradients(gradientSD, null, null),
              scope);
      return new Learnt(SampleTerms.read(termsTB), gradientSD);
    }
  }
}
