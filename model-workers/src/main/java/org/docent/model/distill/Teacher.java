package org.docent.model.distill;

import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherFacts;

/** A frozen teacher on one device. Every method is called on that device's own thread. */
public interface Teacher extends AutoCloseable {

  /**
   * Reads the samples, runs the forward pass and encodes the rows that the stage's losses need.
   *
   * @throws org.docent.protocol.failure.DocentException when a sample is corrupt and may not be
   *     skipped
   */
  Signal compute(MicroBatchPlan plan);

  /** The frozen head, the same object each time. */
  TeacherHead head();

  /** What makes it interchangeable with the other teachers of a run. */
  TeacherFacts facts();

  /**
   * What it makes of a micro-batch, in a few numbers by which teachers are compared.
   *
   * @throws org.docent.protocol.failure.DocentException as {@link #compute} does
   */
  CanaryScore canary(MicroBatchPlan plan);

  @Override
  void close();
}
