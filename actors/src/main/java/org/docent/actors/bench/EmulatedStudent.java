package org.docent.actors.bench;

import java.nio.file.Path;
import java.util.List;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.train.StagedCheckpoint;
import org.docent.model.train.Student;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;

/** A student that takes the time of its device for each micro-batch and learns nothing. */
public final class EmulatedStudent implements Student {

  private final EmulatedDevice device;
  private final Path folder;
  private int samples;

  /**
   * A student on a device.
   *
   * @param folder where its checkpoints would be: nothing is written
   */
  public EmulatedStudent(EmulatedDevice device, Path folder) {
    this.device = device;
    this.folder = folder;
  }

  @Override
  public void beginStage(StageStart start, @Nullable Path checkpoint) {}

  @Override
  public void teacherHead(TeacherHead head) {}

  @Override
  public void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal) {
    device.waitUntil(device.endOfOne());
    samples += plan.samples().size();
  }

  @Override
  public StepReport finishStep(StepId step) {
    StepReport report = new StepReport(0, 0, 0, 0, 0, 0, 0, 0, samples, 0, List.of(), null, 0, 0);
    samples = 0;
    return report;
  }

  @Override
  public StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn) {
    return StagedCheckpoint.committed(folder.resolve("checkpoint"));
  }

  @Override
  public Path saveModel() {
    return folder;
  }

  @Override
  public void close() {}
}
