package org.docent.model.train;

import java.nio.file.Path;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;

/**
 * A student on one device: the order of calls is begin a stage, then for each step its
 * micro-batches in order and the step's end. Every method is called on that device's own thread.
 */
public interface Student extends AutoCloseable {

  /**
   * Puts the weights of a stage in place; where it goes on in the middle, optimizer and schedule
   * too.
   *
   * @param checkpoint the weights so far; null at the very beginning of a run
   */
  void beginStage(StageStart start, @Nullable Path checkpoint);

  /** Takes the teacher's frozen head; once, before the first signal. */
  void teacherHead(TeacherHead head);

  /**
   * Adds one micro-batch's gradients to the step.
   *
   * @param stepSamples size of the step's global batch: what the objective divides by
   * @param signal null in a stage without a teacher
   * @throws org.docent.protocol.failure.DocentException of category RETRY when the signal cannot be
   *     used: nothing of the step has changed then, and the micro-batch may be added with another
   */
  void accumulate(MicroBatchPlan plan, int stepSamples, @Nullable Signal signal);

  /** Clips, moves the weights once and reports; durations of waiting are left 0. */
  StepReport finishStep(StepId step);

  /**
   * Takes hold of all that a checkpoint holds from which a run goes on with {@code next}. The one
   * staged before must not be under way any more.
   *
   * @param goesOn whether steps may follow before it is committed, so that what moves is copied
   */
  StagedCheckpoint stageCheckpoint(StepId next, boolean goesOn);

  /**
   * Writes the model as a user gets it.
   *
   * @return its folder
   */
  Path saveModel();

  @Override
  void close();
}
