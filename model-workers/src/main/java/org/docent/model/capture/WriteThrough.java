package org.docent.model.capture;

import java.nio.file.Path;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.store.HeadFile;
import org.docent.model.store.StoredSet;
import org.docent.model.store.StoredSets;
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
 * A student whose signals are kept: what it has learned from goes into the store, if it is not
 * there. They are on the medium at the latest with the next checkpoint.
 */
public final class WriteThrough implements Student {

  private final RunSettings run;
  private final String writer;
  private final StoredSets sets;
  private final Student student;
  private @Nullable StoredSet there;
  private String head = "";
  private @Nullable StageArchive archive;

  private WriteThrough(RunSettings run, String writer, StoredSets sets, Student student) {
    this.run = run;
    this.writer = writer;
    this.sets = sets;
    this.student = student;
  }

  /**
   * The student of a run as its settings want it: itself, or one whose signals are kept.
   *
   * @param writer names what is written; no other process has the same
   * @param sets those that the student's signals are read from
   */
  public static Student of(RunSettings run, String writer, StoredSets sets, Student student) {
    return run.store().write() ? new WriteThrough(run, writer, sets, student) : student;
  }

  @Override
  public void beginStage(StageStart start, @Nullable Path checkpoint) {
    closeArchive();
    student.beginStage(start, checkpoint);
    if (run.stage(start.stage()).needsTeacher()) {
      Path folder = run.store().folderOf(run.stage(start.stage()));
      there = sets.in(folder);
      try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
        archive =
            new StageArchive(
                folder, writer, new SignalFacts(run, teacher).made(start.stage()), () -> head);
      }
    }
  }

  @Override
  public void teacherHead(TeacherHead teacherHead) {
    head = HeadFile.write(run.store().folder(), teacherHead, writer);
    student.teacherHead(teacherHead);
  }

  @Override
  public void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal) {
    student.accumulate(plan, stepSamples, signal);
    if (archive != null && signal != null && there != null && !there.holds(plan.samples())) {
      archive.keep(plan.samples(), signal);
    }
  }

  @Override
  public StepReport finishStep(StepId step) {
    return student.finishStep(step);
  }

  @Override
  public StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn) {
    if (archive != null && there != null) {
      archive.force();
      there.refresh();
    }
    return student.stageCheckpoint(next, goesOn);
  }

  @Override
  public Path saveModel() {
    return student.saveModel();
  }

  @Override
  public void close() {
    closeArchive();
    student.close();
  }

  private void closeArchive() {
    if (archive != null) {
      archive.close();
      archive = null;
    }
  }
}
