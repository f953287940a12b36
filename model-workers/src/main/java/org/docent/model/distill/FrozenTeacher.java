package org.docent.model.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.StageData;
import org.docent.model.loss.OutputHead;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * A run's teacher with real weights: reads the samples of a plan and says what it makes of them.
 */
public final class FrozenTeacher implements Teacher {

  private final RunSettings run;
  private final NDManager manager;
  private final TorchProgram program;
  private final VisionLanguageModel model;
  private final TextTokenizer tokenizer;
  private final TeacherFacts facts;
  private final Map<Integer, StageData> stages = new HashMap<>();
  private final Map<Integer, SignalEncoder> encoders = new HashMap<>();
  private @Nullable TeacherHead head;
  private @Nullable OutputHead compared;

  private FrozenTeacher(
      RunSettings run,
      NDManager manager,
      TorchProgram program,
      VisionLanguageModel model,
      TextTokenizer tokenizer,
      TeacherFacts facts) {
    this.run = run;
    this.manager = manager;
    this.program = program;
    this.model = model;
    this.tokenizer = tokenizer;
    this.facts = facts;
  }

  /**
   * Loads the teacher of a run onto the device of {@code parent}.
   *
   * @throws org.docent.protocol.failure.DocentException naming what is wrong with its folder, or
   *     how much memory it lacks
   */
  public static FrozenTeacher open(RunSettings run, NDManager parent) {
    try (ModelSource source = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
      requireMemory("the teacher", 1, run, source, !parent.getDevice().isGpu());
      NDManager manager = parent.newSubManager();
      manager.setName("teacher");
      TorchProgram program = TorchProgram.load(manager);
      Precision precision = Precision.of(run.teacher().precision(), manager.getDevice());
      return new FrozenTeacher(
          run,
          manager,
          program,
          source.load(program, manager, precision),
          source.openTokenizer(),
          TeacherIdentity.of(source, precision));
    }
  }

  /**
   * Refuses several teachers of a run in one process that will not fit together, before the first
   * of them is opened.
   *
   * @param count teachers that compute on this machine's processors
   * @throws org.docent.protocol.failure.DocentException saying how much memory they lack
   */
  public static void requireMemory(RunSettings run, int count) {
    try (ModelSource source = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
      requireMemory("this node, %d teachers,".formatted(count), count, run, source, true);
    }
  }

  private static void requireMemory(
      String who, int count, RunSettings run, ModelSource source, boolean onHost) {
    MemoryEstimate estimate = new MemoryEstimate(run.teacher().precision().dtype().bytes());
    MemoryNeed need =
        run.stages().stream()
            .filter(StageSettings::needsTeacher)
            .map(stage -> estimate.teacher(source.config(), stage))
            .reduce(MemoryNeed.NONE, MemoryNeed::max)
            .times(count);
    MemoryCheck.require(
        who,
        need,
        onHost,
        count > 1
            ? "give it fewer devices, or take a machine with more"
            : "take a machine with more, or a smaller per-device-train-batch-size or model");
  }

  @Override
  public Signal compute(MicroBatchPlan plan) {
    Batch batch = data(plan.id().stage()).assembler().assemble(plan.samples());
    try (NDManager scope = manager.newSubManager()) {
      TeacherForward forward = new TeacherForward(model);
      TeacherStates states =
          run.sharesVisionTower(plan.id().stage())
              ? forward.withFeatures(batch, scope)
              : TeacherStates.of(forward.hidden(batch, scope));
      return encoder(plan.id().stage())
          .encode(plan.id(), batch, states, String.valueOf(facts.weights()));
    }
  }

  /**
   * Hidden states (R + visual rows, D), float32: the batch's response rows, then its visual rows.
   *
   * @param owner owns the result
   */
  public NDArray hidden(Batch batch, NDManager owner) {
    return new TeacherForward(model).hidden(batch, owner);
  }

  @Override
  public TeacherHead head() {
    if (head == null) {
      NDArray headVD = model.head().value();
      long[] shape = headVD.getShape().getShape();
      head =
          new TeacherHead(
              Math.toIntExact(shape[0]),
              Math.toIntExact(shape[1]),
              model.precision().frozen(),
              HostMemory.copyOf(headVD));
    }
    return head;
  }

  @Override
  public TeacherFacts facts() {
    return facts;
  }

  @Override
  public CanaryScore canary(MicroBatchPlan plan) {
    Batch batch = data(plan.id().stage()).assembler().assemble(plan.samples());
    try (NDManager scope = manager.newSubManager()) {
      NDArray hiddenSD = hidden(batch, scope);
      long[] shape = hiddenSD.getShape().getShape();
      return CanaryRows.score(
          HostMemory.copyOf(hiddenSD), Math.toIntExact(shape[0]), Math.toIntExact(shape[1]));
    }
  }

  @Override
  public void close() {
    if (compared != null) {
      compared.close();
    }
    tokenizer.close();
    model.close();
    program.close();
    manager.close();
  }

  private SignalEncoder encoder(int stage) {
    return encoders.computeIfAbsent(
        stage,
        index -> encoder(SignalEncoding.of(run, index), run.stage(index).objective().chunkRows()));
  }

  /** What encodes states of this teacher so, {@code chunkRows} rows of logits at a time. */
  public SignalEncoder encoder(SignalEncoding encoding, int chunkRows) {
    return new SignalEncoder(program, encoding, compared(), chunkRows);
  }

  /** The head over the logits that are compared; where nobody has settled them, the whole. */
  private OutputHead compared() {
    if (compared == null) {
      NDArray headVD = model.head().value();
      Integer settled = run.comparedVocabulary();
      long rows = settled == null ? headVD.getShape().get(0) : settled;
      compared = OutputHead.ofTeacher(program, manager, headVD, rows, model.precision().products());
    }
    return compared;
  }

  private StageData data(int stage) {
    return stages.computeIfAbsent(
        stage,
        index ->
            StageData.open(
                run.stage(index).data(),
                tokenizer,
                model.config().vision().imageSize(),
                model.config().visualTokens()));
  }
}
