package org.docent.protocol.control;

import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/** What the coordinator tells a student trainer. Whatever is sent twice is taken once. */
public interface StudentProtocol {

  sealed interface Command
      permits Welcome,
          StandBy,
          BeginStage,
          Train,
          SignalAvailable,
          CheckpointAndStop,
          SaveModel,
          StepsRecorded,
          Stop,
          Internal {}

  /** What a student trainer tells itself; never leaves its process. */
  non-sealed interface Internal extends Command {}

  /**
   * Train the student of this run.
   *
   * @param configuration the run's resolved configuration as HOCON
   * @param runDirectory where checkpoints and the final model go
   */
  record Welcome(RunId run, String configuration, String runDirectory) implements Command {}

  /** Another serves as this student: load nothing, and be there when it is lost. */
  enum StandBy implements Command {
    INSTANCE
  }

  /**
   * Begin a stage, or go on in it.
   *
   * @param checkpoint the checkpoint that holds the weights so far, null at the very beginning
   */
  record BeginStage(StageStart start, @Nullable String checkpoint) implements Command {}

  /** The next step to take once the steps before it are done. */
  record Train(StepPlan plan) implements Command {}

  /** The signal of a planned micro-batch can be pulled. */
  record SignalAvailable(
      TeacherId teacher, MicroBatchId id, LeaseEpoch epoch, SignalLocation location, long bytes)
      implements Command {}

  /** Finish the step in hand, commit a checkpoint and take no further step. */
  enum CheckpointAndStop implements Command {
    INSTANCE
  }

  /** Write the final model and say so. */
  enum SaveModel implements Command {
    INSTANCE
  }

  /**
   * What was reported of the steps before {@code next} is on record and need not be reported again,
   * to whichever coordinator.
   */
  record StepsRecorded(StepId next) implements Command {}

  /** The run has ended: release everything. */
  enum Stop implements Command {
    INSTANCE
  }
}
