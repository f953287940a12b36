package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import org.docent.model.checkpoint.RunManifest;
import org.docent.model.checkpoint.RunWriter;
import org.docent.model.compute.HostCopies;
import org.docent.model.optim.AdamW;
import org.docent.model.vlm.Part;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a stage: what they hold, how far the newest goes and which is the best. They
 * are staged on the device's thread and committed on the one that writes.
 */
final class StageSaving implements AutoCloseable {

  private final RunSettings run;
  private final StageSettings settings;
  private final StageStart start;
  private final NDManager manager;
  private final StageWeights weights;
  private final RecentMetrics recent = new RecentMetrics();
  private volatile Committed committed;
  private @Nullable HostCopies copies;

  /** How far the stage's newest checkpoint goes, and its best one. */
  private record Committed(int step, @Nullable BestCheckpoint best) {}

  /**
   * Where the trainer stands.
   *
   * @param optimizer null before the first step since the weights were loaded
   * @param nextRate the learning rate of the next step
   * @param skipped samples left out as corrupt
   * @param teacher identity of the teacher's weights
   */
  record Progress(
      @Nullable AdamW optimizer, double nextRate, SortedSet<Integer> skipped, String teacher) {

    int taken() {
      return optimizer == null ? 0 : optimizer.steps();
    }
  }

  StageSaving(
      RunSettings run,
      StageStart start,
      NDManager manager,
      StageWeights weights,
      @Nullable BestCheckpoint best) {
    this.run = run;
    this.settings = run.stage(start.stage());
    this.start = start;
    this.manager = manager;
    this.weights = weights;
    this.committed = new Committed(start.nextStep(), best);
  }

  /**
   * Takes the numbers of a step.
   *
   * @param step steps of the stage that are done with it
   */
  void stepDone(int step, StepReport report) {
    if (settings.saving().bestModel() != null) {
      recent.add(step, report);
    }
  }

  StageCheckpoint stage(StepId next, Progress progress, boolean goesOn) {
    Committed before = committed;
    recent.committed(before.step());
    int globalStep = start.priorSteps() + next.step();
    BestCheckpoint best =
        BestCheckpoint.of(
            settings.saving().bestModel(),
            recent.numbers(),
            RunWriter.nameOf(globalStep),
            before.best());
    // At a stage's end and at a stop nothing moves until it is written.
    boolean copy = manager.getDevice().isGpu() || (goesOn && next.step() < start.totalSteps());
    Map<Part, Map<String, NDArray>> trained = new EnumMap<>(Part.class);
    weights
        .trained()
        .forEach((part, live) -> trained.put(part, copy ? copies().of(part + ".", live) : live));
    return new StageCheckpoint(
        globalStep,
        weights.exportBytes(),
        folder -> weights.export(folder, run.student().layout(), trained),
        progress.optimizer() == null ? null : moments(progress.optimizer(), copy),
        new TrainerState(
            settings.name(),
            next.step(),
            start.totalSteps(),
            progress.taken(),
            progress.nextRate(),
            progress.skipped(),
            best == null ? null : best.metric(),
            best == null ? null : best.folder()),
        new TeacherManifest(progress.teacher()),
        RunManifest.of(run.id(), next, settings.name(), globalStep));
  }

  /** Commits one that was staged, then removes what is too old. */
  Path commit(RunWriter writer, StageCheckpoint staged) {
    Path folder = writer.commit(staged.globalStep(), staged.bytes(), staged::writeTo);
    committed = new Committed(staged.trainer().nextStep(), staged.best());
    writer.retain(
        settings.saving().saveTotalLimit(),
        staged.globalStep(),
        KeptCheckpoints.among(writer.checkpoints(), staged.best()));
    return folder;
  }

  @Override
  public void close() {
    if (copies != null) {
      copies.close();
    }
  }

  private Moments moments(AdamW optimizer, boolean copy) {
    return copy
        ? new Moments(
            copies().of("m.", optimizer.firstMoments()),
            copies().of("v.", optimizer.secondMoments()))
        : new Moments(optimizer.firstMoments(), optimizer.secondMoments());
  }

  private HostCopies copies() {
    if (copies == null) {
      copies = new HostCopies(manager);
    }
    return copies;
  }
}
