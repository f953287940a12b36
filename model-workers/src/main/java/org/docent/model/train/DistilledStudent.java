package org.docent.model.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.docent.model.checkpoint.CheckpointStore;
import org.docent.model.checkpoint.RunWriter;
import org.docent.model.checkpoint.WritingThread;
import org.docent.model.compute.TorchProgram;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.loss.ComparedVocabulary;
import org.docent.model.loss.OutputHead;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Precision;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's student with real weights, stage after stage. */
public final class DistilledStudent implements Student {

  private static final Logger log = LoggerFactory.getLogger(DistilledStudent.class);

  /** The final model's folder in the run directory. */
  public static final String MODEL_FOLDER = "model";

  private final RunSettings run;
  private final Path runDirectory;
  private final NDManager manager;
  private final TorchProgram program;
  private final ModelSource source;
  private final TextTokenizer tokenizer;
  private final WritingThread writing = new WritingThread("checkpoint-writer");
  private @Nullable OutputHead teacherHead;
  private @Nullable StageTraining stage;
  private @Nullable Path begunFrom;
  private @Nullable RunWriter writer;
  private String teacherFingerprint = "";

  private DistilledStudent(
      RunSettings run, Path runDirectory, NDManager manager, ModelSource source) {
    this.run = run;
    this.runDirectory = runDirectory;
    this.manager = manager;
    this.program = TorchProgram.load(manager);
    this.source = source;
    this.tokenizer = source.openTokenizer();
  }

  /**
   * Opens what a run's student is made from; its weights come with the first stage.
   *
   * @throws DocentException naming what is wrong with its folders, or how much memory it lacks
   */
  public static DistilledStudent open(RunSettings run, Path runDirectory, NDManager parent) {
    ModelSource source = ModelSource.openStudent(run.student(), run.vision());
    requireMemory(run, source, parent);
    NDManager manager = parent.newSubManager();
    manager.setName("student");
    return new DistilledStudent(run, runDirectory, manager, source);
  }

  /** Whether a checkpoint was committed after the last step of the stage of that name. */
  public static boolean endsStage(Path checkpoint, String stageName) {
    TrainerState state = TrainerState.read(checkpoint);
    return state.stage().equals(stageName) && state.endsStage();
  }

  /** The weights of the teacher by which a checkpoint was trained; empty for one without. */
  public static Optional<String> teacherOf(Path checkpoint) {
    return Optional.of(TeacherManifest.read(checkpoint).fingerprint()).filter(w -> !w.isEmpty());
  }

  /** The teacher's head is not known before it comes. */
  private static void requireMemory(RunSettings run, ModelSource source, NDManager parent) {
    MemoryEstimate estimate = new MemoryEstimate(run.student().precision().dtype().bytes());
    MemoryNeed need =
        run.stages().stream()
            .map(stage -> estimate.student(source.config(), stage, 0))
            .reduce(MemoryNeed.NONE, MemoryNeed::max);
    boolean gpu = parent.getDevice().isGpu();
    if (gpu) {
      MemoryCheck.require(
          "the student's checkpoint, copied to the host before it is written,",
          need.besideGpu(),
          /* onHost= */ true,
          "take a machine with more, or save-steps = 0, with which there is one at a stage's end only");
    }
    MemoryCheck.require(
        "the student",
        need,
        !gpu,
        "take a machine with more, gradient-checkpointing = true, or a smaller per-device-train-batch-size or model");
  }

  @Override
  public void beginStage(StageStart start, @Nullable Path checkpoint) {
    closeStage();
    if (checkpoint != null && !Files.isDirectory(checkpoint)) {
      throw DocentException.retry(
          checkpoint + " is not there any more: whoever named it did not know of a newer one");
    }
    if (writer == null) {
      // Not before it is told to begin: one that only stands by must not push the other out.
      writer = RunWriter.claim(runDirectory);
    }
    if (checkpoint != null) {
      CheckpointStore.requireWhole(checkpoint);
      teacherFingerprint = TeacherManifest.read(checkpoint).fingerprint();
    }
    begunFrom = checkpoint;
    stage = StageTraining.open(run, start, checkpoint, source, tokenizer, program, manager);
  }

  @Override
  public void teacherHead(TeacherHead head) {
    // Lives as long as the student: every stage compares with the same teacher.
    NDArray headVD = head.onDevice(program, manager);
    ComparedVocabulary vocabulary =
        new ComparedVocabulary(
            head.vocabulary(), source.config().language().vocabSize(), tokenizer.vocabSize());
    Integer settled = run.comparedVocabulary();
    if (settled != null && settled != vocabulary.size()) {
      log.info("compared-vocabulary: L_res, L_vis and L_rel compare the first {} logits", settled);
    } else if (vocabulary.isCut()) {
      log.info("{}", vocabulary);
    }
    teacherHead =
        OutputHead.ofTeacher(
            program,
            manager,
            headVD,
            settled == null ? vocabulary.size() : settled,
            Precision.of(run.student().precision(), manager.getDevice()).products());
  }

  @Override
  public void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal) {
    if (signal != null) {
      requireSameTeacher(signal);
    }
    stage().accumulate(plan, stepSamples, signal, teacherHead);
    if (signal != null) {
      teacherFingerprint = signal.header().teacherFingerprint();
    }
  }

  @Override
  public StepReport finishStep(StepId step) {
    return stage().finishStep(step);
  }

  @Override
  public StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn) {
    StageTraining trained = stage();
    return trained
        .stage(next, teacherFingerprint, goesOn)
        .<StagedCheckpoint>map(
            staged -> () -> writing.submit(() -> trained.commit(writer(), staged)))
        .orElseGet(() -> StagedCheckpoint.committed(requireNonNull(begunFrom)));
  }

  @Override
  public Path saveModel() {
    writing.await();
    StageTraining trained = stage();
    return writer().replace(MODEL_FOLDER, trained::export);
  }

  @Override
  public void close() {
    closeStage();
    writing.close();
    if (teacherHead != null) {
      teacherHead.close();
    }
    tokenizer.close();
    program.close();
    source.close();
    manager.close();
  }

  /** What is being written reads the stage's tensors and files. */
  private void closeStage() {
    writing.await();
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  private StageTraining stage() {
    if (stage == null) {
      throw new IllegalStateException("no stage has begun");
    }
    return stage;
  }

  private RunWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("no stage has begun");
    }
    return writer;
  }

  private void requireSameTeacher(Signal signal) {
    String found = signal.header().teacherFingerprint();
    if (!teacherFingerprint.isEmpty() && !teacherFingerprint.equals(found)) {
      throw DocentException.retry(
          "the signal of micro-batch %s comes from a teacher with weights %s, earlier ones from %s: all teachers of a run must load the same weights"
              .formatted(signal.header().id(), found, teacherFingerprint));
    }
  }
}
