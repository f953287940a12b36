package org.docent.model.distill;

import org.docent.protocol.plan.MicroBatchPlan;

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

  /** Identity of the weights: equal for workers that give equal signals. */
  String fingerprint();

  @Override
  void close();
}
