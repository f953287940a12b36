package org.docent.protocol.settings;

import org.docent.protocol.plan.LossWeights;

/**
 * One stage: its data, what moves, towards what, how fast and how long, and how its signals travel.
 */
public record StageSettings(
    String name,
    DataSettings data,
    TuningSettings tuning,
    ObjectiveSettings objective,
    OptimizerSettings optimizer,
    ScheduleSettings schedule,
    BatchSettings batch,
    SavingSettings saving,
    SignalSettings signals) {

  /** Whether any term compares with a teacher. */
  public boolean needsTeacher() {
    return weights().needsTeacher();
  }

  /** Whether a student reads hidden states of the teacher in this stage, and so needs its head. */
  public boolean needsTeacherHead() {
    return (weights().res() > 0 && signals.res() == RowSignal.HIDDEN)
        || (weights().vis() > 0 && signals.vis() == RowSignal.HIDDEN)
        || (weights().rel() > 0 && signals.rel() == RelationSignal.DERIVED);
  }

  public LossWeights weights() {
    return objective.weights();
  }
}
