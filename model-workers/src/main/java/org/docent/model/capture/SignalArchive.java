package org.docent.model.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.store.HeadFile;
import org.docent.model.train.StagedCheckpoint;
import org.docent.model.train.Student;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;

/**
 * A student that learns nothing and keeps everything: each signal goes into the run's store, and a
 * step is done when its signals are on the medium. So a capture has leases, back-pressure and fault
 * tolerance from training, and its checkpoint is the store itself.
 */
public final class SignalArchive implements Student {

  private final RunSettings run;
  private final String writer;
  private final List<Map<String, String>> facts;
  private String head = "";
  private @Nullable StageArchive stage;
  private int samples;

  private SignalArchive(RunSettings run, String writer, List<Map<String, String>> facts) {
    this.run = run;
    this.writer = writer;
    this.facts = facts;
  }

  /**
   * Opens the archive of a run; of the teacher it looks at all but the weights.
   *
   * @param writer names what is written; no other process has the same
   */
  public static SignalArchive open(RunSettings run, String writer) {
    try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
      SignalFacts facts = new SignalFacts(run, teacher);
      List<Map<String, String>> made = new ArrayList<>();
      for (int stage = 0; stage < run.stages().size(); stage++) {
        made.add(run.stage(stage).needsTeacher() ? facts.made(stage) : Map.of());
      }
      return new SignalArchive(run, writer, made);
    }
  }

  @Override
  public void beginStage(StageStart start, @Nullable Path checkpoint) {
    close();
    Path folder = run.store().folderOf(run.stage(start.stage()));
    stage = new StageArchive(folder, writer, facts.get(start.stage()), () -> head);
  }

  @Override
  public void teacherHead(TeacherHead teacherHead) {
    head = HeadFile.write(run.store().folder(), teacherHead, writer);
  }

  @Override
  public void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal) {
    if (signal == null) {
      throw new IllegalStateException("micro-batch " + plan.id() + " comes without its signal");
    }
    stage().keep(plan.samples(), signal);
    samples = stepSamples;
  }

  @Override
  public StepReport finishStep(StepId step) {
    stage().force();
    return new StepReport(0, 0, 0, 0, 0, 0, 0, 0, samples, 0, List.of(), null, 0, 0);
  }

  @Override
  public StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn) {
    stage().force();
    return StagedCheckpoint.committed(run.store().folder());
  }

  @Override
  public Path saveModel() {
    return run.store().folder();
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  private StageArchive stage() {
    if (stage == null) {
      throw new IllegalStateException("no stage has begun");
    }
    return stage;
  }
}
